import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";
import type { Statistics } from "./statistics.ts";

const PAGE_BYTES = 65_536;

/** Counts blocks, and writes several at once. */
export class BlockWriter {
  readonly #process: Process;
  readonly #fd: number;
  readonly #blockBytes: number;
  readonly #statistics: Statistics;
  #page: Uint8Array[] = [];
  #pageBytes = 0;
  /** Of the block that isn't full yet. */
  #column = 0;

  constructor(process: Process, fd: number, blockBytes: number, statistics: Statistics) {
    this.#process = process;
    this.#fd = fd;
    this.#blockBytes = blockBytes;
    this.#statistics = statistics;
  }

  /** Writes a block as it is. */
  async writeBlock(block: Uint8Array): Promise<void> {
    if (block.length === 0) return;
    await this.#add(block);
    if (block.length === this.#blockBytes) this.#statistics.wholeOut++;
    else this.#statistics.partialOut++;
  }

  /** Writes bytes in blocks; the last that isn't full waits for more. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#column += bytes.length;
    await this.#add(bytes);
    const whole = Math.floor(this.#column / this.#blockBytes);
    this.#statistics.wholeOut += whole;
    this.#column -= whole * this.#blockBytes;
  }

  async end(): Promise<void> {
    if (this.#column > 0) this.#statistics.partialOut++;
    await this.flush();
  }

  async #add(bytes: Uint8Array): Promise<void> {
    this.#page.push(bytes);
    this.#pageBytes += bytes.length;
    if (this.#pageBytes >= PAGE_BYTES) await this.flush();
  }

  /** @throws SystemError */
  async flush(): Promise<void> {
    if (this.#pageBytes === 0) return;
    const bytes = concatBytes(this.#page);
    this.#page = [];
    this.#pageBytes = 0;
    await this.#process.write(this.#fd, bytes);
    this.#statistics.bytes += bytes.length;
  }
}
