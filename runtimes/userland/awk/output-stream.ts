import type { MaybePromise } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { encodeUtf8 } from "../../web/encoding.ts";

/** How much is held before it is written. */
const PAGE_LENGTH = 16 * 1024;

/** Text on its way to a descriptor. Who prints need not wait: what can't be written yet is held. */
export class OutputStream {
  readonly #process: Process;
  readonly fd: number;
  readonly #isBuffered: boolean;
  #text = "";
  #writing: Promise<void> | undefined;
  /** What writing failed with. */
  error: unknown;

  constructor(process: Process, fd: number, isBuffered: boolean) {
    this.#process = process;
    this.fd = fd;
    this.#isBuffered = isBuffered;
  }

  put(text: string): void {
    this.#text += text;
    if (this.#text.length >= PAGE_LENGTH || !this.#isBuffered) this.#write();
  }

  /** Whether there is more than should be held: who prints has to wait. */
  get isFull(): boolean {
    return this.#writing !== undefined && this.#text.length >= PAGE_LENGTH;
  }

  get hasFailed(): boolean {
    return this.error !== undefined;
  }

  /** Writes all that was put. */
  flush(): MaybePromise<void> {
    this.#write();
    return this.#writing && this.#flushLater();
  }

  async #flushLater(): Promise<void> {
    while (this.#writing) {
      await this.#writing;
      this.#write();
    }
  }

  #write(): void {
    if (this.#writing || this.#text === "") return;
    const bytes = encodeUtf8(this.#text);
    this.#text = "";
    if (this.hasFailed) return;
    try {
      const written = this.#process.write(this.fd, bytes);
      if (written instanceof Promise)
        this.#writing = written.then(
          () => this.#written(),
          (error: unknown) => {
            this.error = error;
            this.#written();
          },
        );
    } catch (error) {
      this.error = error;
    }
  }

  #written(): void {
    this.#writing = undefined;
  }
}
