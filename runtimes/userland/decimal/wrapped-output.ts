import type { Output } from "../program/output.ts";

const DEFAULT_COLUMNS = 70;

/** Text whose long lines are broken by a backslash, as `bc` and `dc` print it. Characters are bytes. */
export class WrappedOutput {
  readonly #output: Output;
  readonly #columns: number;
  #column = 0;

  /** @param columns how long lines are, with the backslash; 0: never broken */
  constructor(output: Output, columns: number) {
    this.#output = output;
    this.#columns = columns;
  }

  put(text: string): void {
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) {
        this.#write("\n");
        this.#column = 0;
      }
      this.#putLine(line);
    }
  }

  #putLine(line: string): void {
    const room = this.#columns - 2;
    let at = 0;
    while (this.#columns !== 0 && this.#column + line.length - at > room) {
      const end = at + room - this.#column;
      this.#write(`${line.slice(at, end)}\\\n`);
      at = end;
      this.#column = 0;
    }
    this.#write(line.slice(at));
    this.#column += line.length - at;
  }

  #write(text: string): void {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    this.#output.put(bytes);
  }
}

/** What an environment variable says of the length of lines. */
export function columnsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_COLUMNS;
  const columns = Number.parseInt(text, 10) || 0;
  return columns < 3 && columns !== 0 ? DEFAULT_COLUMNS : columns;
}
