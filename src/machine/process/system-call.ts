import type { SystemCallName } from "../../../runtimes/abi/system-calls.ts";

/** What the kernel of the machine answered. */
export interface Answer {
  /** 0 for success. */
  readonly errno: number;
  readonly value: number;
  /** What was read. */
  readonly bytes: Uint8Array;
}

/** A system call that was begun. */
export interface SystemCall {
  /** Absent as long as it waits. */
  answer: Answer | undefined;
}

/** Thrown by a function of the host that has to wait: the program is to call it again when one of the calls is answered. */
export class CallPending {
  readonly calls: readonly SystemCall[];
  constructor(calls: readonly SystemCall[]) {
    this.calls = calls;
  }
}

/** How the streams of a process call the kernel. */
export interface SystemCalls {
  /** Whether what has to wait waits on the stack. Otherwise its guest is told, and gives way. */
  readonly waitsOnStack: boolean;
  /** What all processes of the machine have written that waits for room. */
  readonly waiting: { bytes: number };
  begin(name: SystemCallName, a?: number, b?: number, payload?: string | Uint8Array): SystemCall;
  /** A call that never waits. @throws WasiError */
  call(name: SystemCallName, a?: number, b?: number, payload?: string | Uint8Array): Answer;
  /** @throws WasiError; CallPending */
  answerOf(call: SystemCall): Answer;
  /** Waits until one of them is answered. @throws CallPending; WasiError EDEADLK */
  waitFor(calls: readonly SystemCall[]): void;
  /** Hands over what is held back of its output. @returns the calls that have yet to be answered */
  flush(): readonly SystemCall[];
  /** @throws ProgramEnded */
  assertRuns(): void;
}
