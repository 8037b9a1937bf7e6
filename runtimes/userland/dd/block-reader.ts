import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";

const CHUNK_BYTES = 65_536;

/** Reads blocks. Of files it reads ahead if nobody else does, for blocks may be of one byte. */
export class BlockReader {
  readonly #process: Process;
  readonly #fd: number;
  readonly #isFull: boolean;
  readonly #isAhead: boolean;
  #held: Uint8Array = new Uint8Array(0);

  /** @param isFull whether a block is read until it is whole @param isOwn whether nobody else reads there */
  constructor(process: Process, fd: number, isFull: boolean, isOwn: boolean) {
    const { kind } = process.descriptors.get(fd);
    const isPlain = kind === "file" || kind === "device";
    this.#process = process;
    this.#fd = fd;
    this.#isFull = isFull || isPlain;
    this.#isAhead = isOwn && isPlain;
  }

  /** Whether the next block may have to be waited for. */
  get mayWait(): boolean {
    return !this.#isAhead;
  }

  /** None at the end. @throws SystemError */
  async read(bytes: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = bytes;
    while (missing > 0) {
      const part = await this.#part(missing);
      if (part.length === 0) break;
      parts.push(part);
      missing -= part.length;
      if (!this.#isFull) break;
    }
    const [first] = parts;
    return parts.length === 1 && first ? first : concatBytes(parts);
  }

  async #part(bytes: number): Promise<Uint8Array> {
    if (!this.#isAhead) return this.#process.read(this.#fd, bytes);
    if (this.#held.length === 0) this.#held = await this.#process.read(this.#fd, Math.max(bytes, CHUNK_BYTES));
    const part = this.#held.subarray(0, bytes);
    this.#held = this.#held.subarray(part.length);
    return part;
  }

  /** Passes over bytes. @returns whether there were so many */
  async skip(bytes: number, blockBytes: number): Promise<boolean> {
    if (bytes === 0) return true;
    const description = this.#process.descriptors.get(this.#fd);
    if (description.kind === "file") {
      const at = description.seek(0, "current");
      const { size } = description.status();
      description.seek(Math.min(bytes, Math.max(0, size - at)), "current");
      return at + bytes <= size;
    }
    for (let left = bytes; left > 0; ) {
      const block = await this.read(Math.min(left, blockBytes));
      if (block.length === 0) return false;
      left -= block.length;
    }
    return true;
  }

  /** Passes over a block that can't be read. */
  pass(bytes: number): void {
    try {
      this.#process.descriptors.get(this.#fd).seek(bytes, "current");
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
}
