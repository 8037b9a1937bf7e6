import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";

/** How much text is held before it is written. */
const PAGE_LENGTH = 32 * 1024;
/** The status of what ends all at once. */
export const PANIC = 4;

/** A file that lines are written to. A line without an end gets it when another comes. */
export class OutputFile {
  readonly #process: Process;
  readonly #fd: number;
  readonly name: string;
  readonly #lineEnd: string;
  #text = "";
  #missesEnd = false;

  /** @param lineEnd what a line gets that has come without */
  constructor(process: Process, fd: number, name: string, lineEnd: string) {
    this.#lineEnd = lineEnd;
    this.#process = process;
    this.#fd = fd;
    this.name = name;
  }

  /** @param end "" for a line that has none */
  putLine(line: string, end: string): void {
    this.completeLine();
    this.#text += line + end;
    this.#missesEnd = end === "";
  }

  /** What has its ends, or needs none. */
  putText(text: string): void {
    this.completeLine();
    this.#text += text;
  }

  /** What stands between lines: one without an end doesn't get it for this. */
  putRemark(text: string): void {
    this.#text += text;
  }

  completeLine(): void {
    if (this.#missesEnd) this.#text += this.#lineEnd;
    this.#missesEnd = false;
  }

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
      throw new Failure(`couldn't flush ${this.name}: ${error.message}`, PANIC);
    }
  }

  close(): void {
    if (this.#process.descriptors.has(this.#fd)) this.#process.descriptors.close(this.#fd);
  }
}
