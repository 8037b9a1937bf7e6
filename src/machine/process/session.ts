import type { Evaluated, Evaluation } from "../../../runtimes/abi/evaluation.ts";
import { type JsonValue, parseJsonValue } from "../../api/json-value.ts";
import type { Volume } from "../../volume/volume.ts";
import type { Failed, ProgramHost, ProgramIsolate } from "../program-isolate.ts";
import { Process, type ProcessHost, type ProgramControl, type ProgramResult } from "./process.ts";
import { notStarted } from "./start-failure.ts";

export type SessionLanguage = "javascript" | "python";

/** An interpreter in an isolate of its own. */
export interface SessionIsolate extends Disposable {
  readonly program: ProgramIsolate;
  /** After any outcome but `evaluated` it is of no more use. */
  evaluate(
    evaluation: Evaluation,
    host: ProgramHost,
    control: ProgramControl,
  ): Evaluated | { readonly kind: "exited"; readonly code: number } | Failed;
}

export interface SessionCall extends Evaluation {
  readonly maxOutputBytes: number;
  readonly host: ProcessHost;
}

export interface SessionResult extends ProgramResult {
  /** The last expression's value; absent if there is none, if JSON can't hold it, or if it is too long. */
  readonly value: JsonValue | undefined;
  /** The last expression's value as the language shows it; it can be longer than `maxValueChars` by one character. */
  readonly valueText: string;
  /** Whether the interpreter was started for this call: what earlier ones had left in it is not there. */
  readonly isFirstCall: boolean;
  /** Whether its state is gone. */
  readonly hasEnded: boolean;
}

interface Interpreter {
  readonly isolate: SessionIsolate;
  readonly process: Process;
}

/**
 * An interpreter that is given code call by call. It is started by the first call, and lasts with all it has until it is
 * ended, exits or meets a limit.
 */
export class Session implements Disposable {
  readonly #name: string;
  readonly #volume: Volume;
  readonly #start: (deadlineMs: number) => SessionIsolate;
  readonly #cancel: Int32Array;
  #interpreter: Interpreter | undefined;

  /**
   * @param name what messages call it
   * @param start makes an interpreter, within the time of the call that needs it
   * @param cancel see SharedCells
   */
  constructor(name: string, volume: Volume, start: (deadlineMs: number) => SessionIsolate, cancel: Int32Array) {
    this.#name = name;
    this.#volume = volume;
    this.#start = start;
    this.#cancel = cancel;
  }

  call(call: SessionCall): SessionResult {
    const isFirstCall = this.#interpreter === undefined;
    const nothing = { value: undefined, valueText: "", isFirstCall };
    let interpreter: Interpreter;
    try {
      interpreter = this.#interpreter ?? this.#begin(call.deadlineMs);
    } catch (error) {
      return { ...notStarted(this.#name, error), ...nothing, hasEnded: true };
    }
    const { isolate, process } = interpreter;
    const { host, maxOutputBytes, ...evaluation } = call;
    process.begin({ stdin: new Uint8Array(0), deadlineMs: call.deadlineMs, maxOutputBytes, host });
    const { files, processes } = process;
    const outcome = isolate.evaluate(evaluation, { files, processes }, process);
    if (outcome.kind !== "evaluated") {
      const result = process.result(outcome);
      this[Symbol.dispose]();
      return { ...result, ...nothing, hasEnded: true };
    }
    const result = process.result({ kind: "exited", code: outcome.failed ? 1 : 0 });
    // The host may have decided otherwise, and then the program was unwound.
    const hasEnded = result.endedBy !== undefined || process.wasEnded;
    const isOutOfTime = outcome.failed && outcome.isInterrupted === true;
    if (hasEnded) this[Symbol.dispose]();
    return {
      ...result,
      endedBy: result.endedBy ?? (isOutOfTime ? "timeout" : undefined),
      isFirstCall,
      hasEnded,
      value: parseJsonValue(outcome.json, call.maxValueChars),
      valueText: outcome.text.slice(0, call.maxValueChars + 1),
    };
  }

  [Symbol.dispose](): void {
    this.#interpreter?.process.close();
    this.#interpreter?.isolate[Symbol.dispose]();
    this.#interpreter = undefined;
  }

  #begin(deadlineMs: number): Interpreter {
    const isolate = this.#start(deadlineMs);
    const root = [{ name: "/", path: "/" }];
    const process = new Process(this.#name, this.#volume, root, isolate.program, this.#cancel);
    this.#interpreter = { isolate, process };
    return this.#interpreter;
  }
}
