import { performance } from "node:perf_hooks";
import type ivm from "isolated-vm";
import type { Evaluated, Evaluation } from "../../../runtimes/abi/evaluation.ts";
import {
  GUEST_FILENAME,
  NODE_GUEST_GLOBAL,
  NODE_HOST_GLOBAL,
  type NodeGuest,
  type NodeHost,
  type RejectionKind,
  type StartOptions,
} from "../../../runtimes/abi/node.ts";
import { ERRNO } from "../../../runtimes/abi/preview1.ts";
import { type GuestEntry, GuestIsolate } from "../../isolate/guest-isolate.ts";
import type { ProgramControl } from "../process/process.ts";
import { type Failed, type ProgramHost, ProgramIsolate } from "../program-isolate.ts";

/** How a program ended. */
export type NodeOutcome = { readonly kind: "exited"; readonly code: number } | Failed;

interface Begin {
  readonly entry: GuestEntry;
  readonly argument: string;
}

/** A V8 isolate for one JavaScript program, or for one session. */
export class NodeIsolate implements Disposable {
  readonly program: ProgramIsolate;
  readonly #isolate: GuestIsolate;
  readonly #guest: Record<keyof NodeGuest, GuestEntry>;
  #turns: Turns | undefined;
  #exitCode: number | undefined;
  #evaluated: Evaluated | undefined;
  #hasEnded = false;

  /** @param guest its code, or a startup snapshot that has run it */
  constructor(guest: string | ivm.ExternalCopy<ArrayBuffer>, memoryLimitMiB: number) {
    this.#isolate = new GuestIsolate(memoryLimitMiB, typeof guest === "string" ? undefined : guest);
    this.program = new ProgramIsolate(this.#isolate, true);
    this.#isolate.evaluate(`globalThis.${NODE_HOST_GLOBAL} = {}`);
    const host: NodeHost = {
      exit: (code) => this.#exit(code),
      evaluated: (failed, json, text) => {
        this.#evaluated = { kind: "evaluated", failed: failed === true, json: textOf(json), text: textOf(text) };
      },
      now: () => performance.now(),
    };
    this.#isolate.provide(NODE_HOST_GLOBAL, { ...host });
    if (typeof guest === "string") this.#isolate.evaluate(guest, GUEST_FILENAME);
    this.#guest = this.#isolate.entries(NODE_GUEST_GLOBAL, ["start", "evaluate", "turn", "rejected"]);
  }

  get usedBytes(): number {
    return this.#isolate.usedBytes;
  }

  /** Begins the program, or goes on with it. @returns nothing when it waits */
  run(options: StartOptions, reached: ProgramHost, control: ProgramControl): NodeOutcome | undefined {
    const isFirst = this.#turns === undefined;
    this.#turns ??= new Turns(options.deadlineMs, () => control.timeoutMs());
    const begin = isFirst ? { entry: this.#guest.start, argument: JSON.stringify(options) } : undefined;
    return this.#runLoop<never>(begin, reached, this.#turns, control, (): undefined => undefined);
  }

  /** Runs code in a session, until the event loop has nothing to do. After another outcome the session is over. */
  evaluate(evaluation: Evaluation, reached: ProgramHost, control: ProgramControl): Evaluated | NodeOutcome {
    this.#evaluated = undefined;
    const turns = new Turns(evaluation.deadlineMs, () => control.timeoutMs());
    let begin: Begin | undefined = { entry: this.#guest.evaluate, argument: JSON.stringify(evaluation) };
    for (;;) {
      const outcome = this.#runLoop(begin, reached, turns, control, () => this.#evaluated);
      if (outcome) return outcome;
      begin = undefined;
      if (!control.waitOnStack()) return { kind: "stopped", reason: "timeout" };
    }
  }

  [Symbol.dispose](): void {
    this.#isolate[Symbol.dispose]();
  }

  /** @returns nothing when the program waits */
  #runLoop<Result>(
    begin: Begin | undefined,
    reached: ProgramHost,
    turns: Turns,
    control: ProgramControl,
    result: () => Result | undefined,
  ): Result | NodeOutcome | undefined {
    const host = this.#guarded(reached);
    let outcome = begin && (this.#enter(begin.entry, [begin.argument], host, turns) ?? result());
    while (outcome === undefined) {
      if (control.waits()) return undefined;
      if (turns.isOutOfTime) return { kind: "stopped", reason: "timeout" };
      outcome = this.#enter(this.#guest.turn, [], host, turns) ?? result();
    }
    return outcome;
  }

  /** @returns nothing if the program goes on */
  #enter(entry: GuestEntry, args: readonly unknown[], host: ProgramHost, turns: Turns): NodeOutcome | undefined {
    let outcome = this.program.enter(entry, args, host, turns.nextTimeoutMs(), () => undefined);
    // What is rejected meanwhile is told as well, but not for ever: one that has broken its own library throws again and again.
    for (let told = 0; outcome?.kind === "trapped" && !this.#end && told < MOST_REJECTIONS; told++) {
      const rejection = rejectionOf(outcome.thrown);
      outcome = this.program.enter(this.#guest.rejected, rejection, host, turns.nextTimeoutMs(), () => undefined);
    }
    return this.#end ?? outcome;
  }

  get #end(): NodeOutcome | undefined {
    if (this.#exitCode !== undefined) return { kind: "exited", code: this.#exitCode };
    return this.#hasEnded ? { kind: "stopped", reason: "timeout" } : undefined;
  }

  #exit(code: unknown): void {
    if (this.#hasEnded) return;
    this.#exitCode = typeof code === "number" && Number.isInteger(code) ? code & 0xff : 1;
    this.#abandon();
  }

  /** Nothing in the guest catches that, or goes on after it. */
  #abandon(): void {
    this.#hasEnded = true;
    this.#isolate.abandon();
  }

  /** A program could catch what a function of the host's throws, again and again. So that ends it instead. */
  #guarded({ files, processes }: ProgramHost): ProgramHost {
    const attempt = (call: () => number): number => {
      if (this.#hasEnded) return ERRNO.EIO;
      try {
        return call();
      } catch {
        this.#abandon();
        return ERRNO.EIO;
      }
    };
    const guarded = <Calls extends object>(calls: Calls): Calls =>
      Object.fromEntries(
        Object.entries(calls).map(([name, call]) => [
          name,
          (...args: never[]) => attempt(() => (call as (...args: never[]) => number)(...args)),
        ]),
      ) as Calls;
    return { files: guarded(files), processes: processes && guarded(processes) };
  }
}

const MOST_REJECTIONS = 100;

/** What is left of a call's time for each turn of its event loop. */
class Turns {
  readonly #deadlineMs: number;
  readonly #leftMs: () => number;

  constructor(deadlineMs: number, leftMs: () => number) {
    this.#deadlineMs = deadlineMs;
    this.#leftMs = leftMs;
  }

  /** Turns can be too short for a timeout to hit one of them. */
  get isOutOfTime(): boolean {
    return Date.now() > this.#deadlineMs;
  }

  nextTimeoutMs(): number {
    return this.#leftMs();
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** isolated-vm's own error for an object that is none: its stack is the host's. */
const LOST_OBJECT = /^An object was thrown from supplied code within isolated-vm/;

function rejectionOf(thrown: unknown): readonly [reason: unknown, kind: RejectionKind] {
  if (thrown === null || (typeof thrown !== "object" && typeof thrown !== "function")) return [thrown, "primitive"];
  if (!(thrown instanceof Error)) return [undefined, "object"];
  return LOST_OBJECT.test(thrown.message) ? [undefined, "object"] : [guestStackOf(thrown), "error"];
}

/** Without the frames of the host, which isolated-vm adds. */
function guestStackOf({ stack = "", message }: Error): string {
  const boundary = stack.indexOf("\n    at (<isolated-vm boundary>)");
  return boundary < 0 ? message : stack.slice(0, boundary);
}
