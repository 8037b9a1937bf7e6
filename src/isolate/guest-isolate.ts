import { performance } from "node:perf_hooks";
import ivm from "isolated-vm";
import { recordFailure } from "./failure-kind.ts";
import { KeptHandles, keepError } from "./kept-handles.ts";
import { spreadTimeout } from "./timer-spread.ts";

/** Isolates that run now, the outermost first: each has called the host, which then entered the next. */
const entered: GuestIsolate[] = [];

/** Memory of the programs that wait for the one that runs, and of that one. */
export function enteredBytes(): number {
  return entered.reduce((bytes, isolate) => bytes + isolate.usedBytes, 0);
}

/** Isolates that this thread has made, and those it has disposed of. */
export const isolateCounts = { made: 0, dropped: 0 };

type HostFunction = (...args: unknown[]) => unknown;

/** A function of the host's as isolated-vm has it, which never lets go of it: so it only leads to the real one, as long as that is there. */
interface Provided {
  readonly callback: ivm.Callback;
  call: HostFunction | undefined;
}

/** A function of the guest's. */
export type GuestEntry = ivm.Reference;

/**
 * A V8 isolate with one context, as every runtime needs it. Whatever isolated-vm makes or throws on the way is kept
 * here, as kept-handles.ts wants it.
 */
export class GuestIsolate implements Disposable {
  readonly #handles = new KeptHandles();
  /** By the names of the object and the function; a further context gets the same ones. */
  readonly #provided = new Map<string, Provided>();
  #isDropped = false;
  readonly #isolate: ivm.Isolate;
  #context: GuestContext;
  #wasmMemoryBytes = (): number => 0;

  constructor(memoryLimitMiB: number, snapshot?: ivm.ExternalCopy<ArrayBuffer>) {
    const options = { memoryLimit: memoryLimitMiB };
    this.#isolate = this.#handles.keep(new ivm.Isolate(snapshot ? { ...options, snapshot } : options));
    isolateCounts.made++;
    this.#context = new GuestContext(this.#isolate);
  }

  /** Puts a fresh context in the place of the one there is, which is gone with all that the host had provided and shared. */
  renewContext(): void {
    const former = this.#context;
    this.#context = new GuestContext(this.#isolate);
    former[Symbol.dispose]();
  }

  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  /** Its heap and what it has beside that. */
  get usedBytes(): number {
    if (this.isDisposed) return 0;
    const { used_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
    return used_heap_size + Math.max(externally_allocated_size, this.#wasmMemoryBytes());
  }

  /** For a guest that is WebAssembly: V8 knows only the size its memory had once. */
  countWasmMemory(bytes: () => number): void {
    this.#wasmMemoryBytes = bytes;
  }

  /** Runs code of ours. @param filename how stacks name it */
  evaluate(code: string, filename?: string): void {
    this.#recorded(() => this.#context.context.evalSync(code, filename === undefined ? {} : { filename }));
  }

  /** Makes memory that both sides see a global of the guest. */
  share(name: string, buffer: SharedArrayBuffer): void {
    const { global, handles } = this.#context;
    const copy = handles.keep(new ivm.ExternalCopy(buffer));
    global.setSync(name, handles.keep(copy.copyInto({ release: true })));
  }

  /** Puts functions of the host on a global object of the guest. */
  provide(globalName: string, functions: Readonly<Record<string, (...args: never[]) => unknown>>): void {
    const target = this.#object(globalName);
    for (const [name, call] of Object.entries(functions))
      target.setSync(name, this.#callbackFor(`${globalName}.${name}`, call as HostFunction));
  }

  /** The functions that a global object of the guest offers. */
  entries<Name extends string>(globalName: string, names: readonly Name[]): Record<Name, GuestEntry> {
    const source = this.#object(globalName);
    const context = this.#context;
    const entries = names.map((name) => [name, context.keepReference(source.getSync(name, { reference: true }))]);
    return Object.fromEntries(entries) as Record<Name, GuestEntry>;
  }

  #callbackFor(key: string, call: HostFunction): ivm.Callback {
    const known = this.#provided.get(key);
    if (known) {
      known.call = call;
      return known.callback;
    }
    const callback = this.#handles.keep(new ivm.Callback((...args: unknown[]) => provided.call?.(...args)));
    const provided: Provided = { callback, call };
    this.#provided.set(key, provided);
    return callback;
  }

  /** Hands bytes over: they are gone on this side. To be passed to one {@link enter}. */
  handOver(bytes: ArrayBuffer): ivm.Copy<ArrayBuffer> {
    return this.#recorded(() => {
      const copy = this.#handles.keep(new ivm.ExternalCopy(bytes, { transferOut: true }));
      return this.#handles.keep(copy.copyInto({ release: true, transferIn: true }));
    });
  }

  /**
   * Calls the guest, which answers with a primitive.
   * @param timeoutMs Infinity for what is short by itself
   * @throws what isolated-vm makes of the guest's error, of the timeout or of the memory limit: see {@link failureKind}
   */
  enter(entry: GuestEntry, args: readonly unknown[], timeoutMs: number): unknown {
    return this.#enter(entry, args, Number.isFinite(timeoutMs) ? { timeout: spreadTimeout(timeoutMs) } : {});
  }

  /** Calls the guest as {@link enter} does; its answer may be any value, and is copied. */
  enterForCopy(entry: GuestEntry, args: readonly unknown[], timeoutMs: number): unknown {
    return this.#enter(entry, args, { timeout: spreadTimeout(timeoutMs), result: { copy: true } });
  }

  #enter(entry: GuestEntry, args: readonly unknown[], options: { timeout?: number; result?: { copy: true } }): unknown {
    entered.push(this);
    const { stackTraceLimit } = Error;
    // An error of the guest's that has no stack is given one here: programs are shown it, so nothing of the host may be in it.
    Error.stackTraceLimit = 0;
    try {
      return this.#recorded(() => entry.applySync(undefined, [...args], options), options.timeout);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      entered.pop();
    }
  }

  /** Makes the WebAssembly module of these bytes a global of the guest. V8 compiles equal ones once a process. */
  compileModule(name: string, bytes: Uint8Array): void {
    const source = new Uint8Array(bytes).buffer;
    this.#context.global.setSync("__bytes", this.handOver(source));
    this.evaluate(`globalThis.${name} = new WebAssembly.Module(__bytes); delete globalThis.__bytes;`);
  }

  /** Ends what runs in it, and it for good. To be called by a function of the host's that the guest has called. */
  abandon(): void {
    this.#isolate.dispose();
  }

  [Symbol.dispose](): void {
    if (!this.#isDropped) isolateCounts.dropped++;
    this.#isDropped = true;
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
    for (const provided of this.#provided.values()) provided.call = undefined;
    this.#context.handles.discard();
    this.#handles.discard();
  }

  /** Keeps what isolated-vm throws, and remembers what it means. */
  #recorded<Answer>(call: () => Answer, timeoutMs = Number.POSITIVE_INFINITY): Answer {
    const startMs = performance.now();
    try {
      return call();
    } catch (error) {
      keepError(error);
      // The engine's clock and this one may differ by a rounding.
      recordFailure(error, this.isDisposed, performance.now() - startMs >= timeoutMs - 1);
      throw error;
    }
  }

  #object(globalName: string): ivm.Reference {
    const context = this.#context;
    return context.keepReference(context.global.getSync(globalName, { reference: true }));
  }
}

/** A context and the handles of what is in it. */
class GuestContext implements Disposable {
  readonly handles = new KeptHandles();
  readonly #references: ivm.Reference[] = [];
  readonly context: ivm.Context;
  readonly global: ivm.Reference<Record<string | number | symbol, unknown>>;

  constructor(isolate: ivm.Isolate) {
    this.context = this.handles.keep(isolate.createContextSync());
    this.global = this.handles.keep(this.context.global);
  }

  /** A reference to something in the context. */
  keepReference<T extends ivm.Reference>(reference: T): T {
    this.#references.push(reference);
    return this.handles.keep(reference);
  }

  [Symbol.dispose](): void {
    // What they refer to would otherwise live on until the handles are collected.
    for (const reference of this.#references) reference.release();
    this.context.release();
    this.handles.discard();
  }
}
