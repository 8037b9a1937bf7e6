/*
 * What main and a worker process tell each other beside their messages. The process writes its cells to a file that both have
 * open, as they change: main reads them when it wants to know, also when the process has died, and is not woken for each.
 * Commands and answers are pairs and triples of Int32 between main and the monitor of the process.
 */

/** Descriptors of a worker process, beside Node's own channel. */
export const COMMANDS_FD = 4;
export const ANSWERS_FD = 5;
export const CELLS_FD = 6;

/** Each with two numbers: of `withdraw` the claim and the job, of `stop` the caller. */
export const COMMANDS = { cancel: 1, withdraw: 2, stop: 3 } as const;
export const COMMAND_BYTES = 3 * Int32Array.BYTES_PER_ELEMENT;

/** Each with a number: the job; of `memory`, the MiB that the process has taken, for which it ends itself. */
export const ANSWERS = { withdrawn: 1, begun: 2, memory: 3 } as const;
export const ANSWER_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;

export function record(...numbers: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(numbers).buffer);
}

/** Takes records of fixed length out of what arrives in any pieces. */
export class Records {
  readonly #bytes: number;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** @returns the numbers of each record that is whole now */
  take(chunk: Uint8Array): Int32Array[] {
    const all = Uint8Array.from([...this.#rest, ...chunk]);
    const whole = all.length - (all.length % this.#bytes);
    const records: Int32Array[] = [];
    for (let at = 0; at < whole; at += this.#bytes)
      records.push(new Int32Array(all.buffer, at, this.#bytes / Int32Array.BYTES_PER_ELEMENT));
    this.#rest = all.slice(whole);
    return records;
  }
}
