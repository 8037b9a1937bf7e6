import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import type { Failure } from "./failure.ts";

/** How much text is held before it is written. */
const PAGE_LENGTH = 32 * 1024;

/** Text that is written to a descriptor in pages. */
export class PagedText {
  readonly #process: Process;
  readonly #fd: number;
  readonly #failureOf: (error: SystemError) => Failure;
  #text = "";

  /** @param failureOf what is said of an error */
  constructor(process: Process, fd: number, failureOf: (error: SystemError) => Failure) {
    this.#process = process;
    this.#fd = fd;
    this.#failureOf = failureOf;
  }

  put(text: string): void {
    this.#text += text;
  }

  /** Whether it is time for {@link flush}. */
  get isFull(): boolean {
    return this.#text.length >= PAGE_LENGTH;
  }

  /** @throws Failure */
  async flush(): Promise<void> {
    if (this.#text === "") return;
    const bytes = encodeUtf8(this.#text);
    this.#text = "";
    try {
      await this.#process.write(this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw this.#failureOf(error);
    }
  }
}
