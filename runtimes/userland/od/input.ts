import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import type { ProgramCall } from "../program/program.ts";

const EMPTY = new Uint8Array(0);
const PAGE_BYTES = 65_536;

/** The bytes of all files, one behind the other. Files that can't be opened or read are complained of, and passed over. */
export class OdInput {
  readonly #call: ProgramCall;
  readonly #names: string[];
  #name = "";
  #fd: number | undefined;

  constructor(call: ProgramCall, operands: readonly string[]) {
    this.#call = call;
    this.#names = operands.length > 0 ? [...operands] : ["-"];
  }

  /** Goes on to the next file that can be opened. @returns whether there is one */
  async open(): Promise<boolean> {
    for (let name = this.#names.shift(); name !== undefined; name = this.#names.shift()) {
      try {
        this.#fd = openInput(this.#call, name);
        this.#name = name;
        return true;
      } catch (error) {
        await this.#call.complainOf(name, error);
      }
    }
    return false;
  }

  /** @throws Failure if there are not so many bytes */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      const chunk = await this.read(Math.min(left, PAGE_BYTES));
      if (chunk.length === 0) throw new Failure("cannot skip past end of combined input");
      left -= chunk.length;
    }
  }

  /** @returns at most so many bytes; none at the end of all */
  async read(maxBytes: number): Promise<Uint8Array> {
    while (this.#fd !== undefined) {
      const chunk = await this.#readFile(this.#fd, maxBytes);
      if (chunk.length > 0) return chunk;
      closeInput(this.#call.process, this.#fd);
      this.#fd = undefined;
      await this.open();
    }
    return EMPTY;
  }

  async #readFile(fd: number, maxBytes: number): Promise<Uint8Array> {
    try {
      return await this.#call.process.read(fd, maxBytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await this.#call.complainOf(this.#name, error);
      return EMPTY;
    }
  }

  /** Reads blocks of one size, of which the last may be shorter, several at once. */
  async *blocks(blockBytes: number, limit: number): AsyncGenerator<Uint8Array> {
    const pageBytes = Math.max(blockBytes, PAGE_BYTES - (PAGE_BYTES % blockBytes));
    let rest: Uint8Array = EMPTY;
    let left = limit;
    while (left > 0) {
      const chunk = await this.read(Math.min(left, pageBytes));
      if (chunk.length === 0) break;
      left -= chunk.length;
      const bytes = rest.length === 0 ? chunk : concatBytes([rest, chunk]);
      const whole = bytes.length - (bytes.length % blockBytes);
      if (whole > 0) yield bytes.subarray(0, whole);
      rest = bytes.slice(whole);
    }
    if (rest.length > 0) yield rest;
  }
}
