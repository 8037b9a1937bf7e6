import type { Process } from "../../kernel/process.ts";
import { Failure } from "../program/failure.ts";
import { PagedText } from "../program/paged-text.ts";

/** The status of what ends all at once. */
export const PANIC = 4;

/** A file that lines are written to. A line without an end gets it when another comes. */
export class OutputFile {
  readonly #process: Process;
  readonly #fd: number;
  readonly #text: PagedText;
  readonly name: string;
  readonly #lineEnd: string;
  #missesEnd = false;

  /** @param lineEnd what a line gets that has come without */
  constructor(process: Process, fd: number, name: string, lineEnd: string) {
    this.#lineEnd = lineEnd;
    this.#process = process;
    this.#fd = fd;
    this.#text = new PagedText(process, fd, ({ message }) => new Failure(`couldn't flush ${name}: ${message}`, PANIC));
    this.name = name;
  }

  /** @param end "" for a line that has none */
  putLine(line: string, end: string): void {
    this.completeLine();
    this.#text.put(line + end);
    this.#missesEnd = end === "";
  }

  /** What has its ends, or needs none. */
  putText(text: string): void {
    this.completeLine();
    this.#text.put(text);
  }

  /** What stands between lines: one without an end doesn't get it for this. */
  putRemark(text: string): void {
    this.#text.put(text);
  }

  completeLine(): void {
    if (this.#missesEnd) this.#text.put(this.#lineEnd);
    this.#missesEnd = false;
  }

  get isFull(): boolean {
    return this.#text.isFull;
  }

  /** @throws Failure */
  async flush(): Promise<void> {
    await this.#text.flush();
  }

  close(): void {
    if (this.#process.descriptors.has(this.#fd)) this.#process.descriptors.close(this.#fd);
  }
}
