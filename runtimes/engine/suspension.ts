import { PENDING } from "../abi/program-files.ts";
import { SUSPENSION } from "../abi/suspension.ts";

/*
 * A WebAssembly program can be left in the middle, and gone on with later: a stack of its own, by JavaScript Promise
 * Integration (https://github.com/WebAssembly/js-promise-integration). V8 lets it be left only through a function that is
 * made for it, and that function only while no JavaScript is on that stack. So a function of the host that may have to wait
 * is called through a few lines of WebAssembly, which call it again and again, and wait in between.
 */

interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Suspending: new (wait: () => Promise<void>) => object;
  promising(entry: unknown): (...args: unknown[]) => Promise<unknown>;
}

/** A function of the host that takes and gives 32-bit integers. */
export type Call = (...args: number[]) => number;

const { WebAssembly } = globalThis as unknown as { WebAssembly: Engine };

const I32 = 0x7f;

/**
 * The lines, for a function with so many parameters:
 *
 *     (module
 *       (import "host" "call" (func $call (param i32 …) (result i32)))
 *       (import "host" "wait" (func $wait))
 *       (func (export "call") (param i32 …) (result i32) (local $answer i32)
 *         loop
 *           (call $call (local.get 0) …)
 *           local.tee $answer  i32.const PENDING  i32.eq
 *           if  call $wait  br 1  end
 *         end
 *         local.get $answer))
 */
function callerOf(parameters: number): Uint8Array {
  const parameterTypes = Array.from({ length: parameters }, () => I32);
  const parameterValues = Array.from({ length: parameters }, (_, index) => [0x20, index]).flat();
  const answer = parameters;
  const body = [
    ...[1, 1, I32],
    ...[0x03, 0x40, ...parameterValues, 0x10, 0, 0x22, answer, 0x41, ...signedLeb(PENDING), 0x46],
    ...[0x04, 0x40, 0x10, 1, 0x0c, 1, 0x0b, 0x0b, 0x20, answer, 0x0b],
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, parameters, ...parameterTypes, 1, I32, 0x60, 0, 0]),
    ...section(2, [2, ...text("host"), ...text("call"), 0, 0, ...text("host"), ...text("wait"), 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("call"), 0, 2]),
    ...section(10, [1, body.length, ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, content.length, ...content];
}

function text(name: string): number[] {
  return [name.length, ...[...name].map((letter) => letter.charCodeAt(0))];
}

/** A positive number, seven bits a byte. */
function signedLeb(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}

/** The one program of an isolate that can be left and gone on with. */
export class Suspension {
  readonly #registers: BigInt64Array;
  readonly #wait = new WebAssembly.Suspending(() => this.left());
  #goOn: (() => void) | undefined;
  #error: unknown;

  constructor(registers: BigInt64Array) {
    this.#registers = registers;
  }

  /**
   * The same function, for the imports of a module.
   * @param call answers PENDING only when the program can be left
   */
  leavable(call: Call, parameters: number): Call {
    const imports = { host: { call, wait: this.#wait } };
    return new WebAssembly.Instance(new WebAssembly.Module(callerOf(parameters)), imports).exports["call"] as Call;
  }

  /** An export of a module, on a stack that can be left. */
  promising(entry: unknown): (...args: unknown[]) => Promise<unknown> {
    return WebAssembly.promising(entry);
  }

  /** Fulfilled when the program is to go on. */
  left(): Promise<void> {
    this.#registers[0] = BigInt(SUSPENSION.waits);
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  /** Notes how the program ends. @param program the exit code in the end */
  begin(program: Promise<number>): void {
    program.then(
      (code) => {
        this.#registers[0] = BigInt(SUSPENSION.ended);
        this.#registers[1] = BigInt(code | 0);
      },
      (error: unknown) => {
        this.#error = error;
        this.#registers[0] = BigInt(SUSPENSION.failed);
      },
    );
  }

  resume(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  /** @throws what the program failed with */
  fail(): never {
    throw this.#error;
  }
}
