import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "./failure.ts";

/** How much is held before it is written. */
const PAGE_BYTES = 32 * 1024;

/** The standard output of a program, written in pages. */
export class Output {
  readonly #process: Process;
  #chunks: Uint8Array[] = [];
  #held = 0;

  constructor(process: Process) {
    this.#process = process;
  }

  /** Adds bytes, which may not be changed afterwards. */
  put(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#held += bytes.length;
  }

  putText(text: string): void {
    this.put(encodeUtf8(text));
  }

  /** Whether it is time for {@link flush}. */
  get isFull(): boolean {
    return this.#held >= PAGE_BYTES;
  }

  /** Writes what is held. @throws Failure */
  async flush(): Promise<void> {
    if (this.#held === 0) return;
    const bytes = concatBytes(this.#chunks);
    this.#chunks = [];
    this.#held = 0;
    try {
      await this.#process.write(1, bytes);
    } catch (error) {
      if (error instanceof SystemError) throw new Failure(`write error: ${error.message}`);
      throw error;
    }
  }
}
