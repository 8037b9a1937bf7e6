import type { Process } from "../../kernel/process.ts";
import type { BcText } from "./lexer.ts";

const STANDARD_INPUT = "(standard_in)";
const CHUNK = 8192;

/** Opens a file. @returns its descriptor */
export type Open = (name: string) => number;

/** The text of all files and of the standard input, as it comes. A character is a byte. */
export class BcSource implements BcText {
  readonly #process: Process;
  readonly #open: Open;
  readonly #waiting: string[];
  text = "";
  isEnded = false;
  readonly files: { readonly name: string; readonly start: number }[] = [];
  #fd: number | undefined;
  /** What was read of the standard input for its own sake: it is no part of the program. */
  #input = "";
  #inputAt = 0;

  constructor(process: Process, names: readonly string[], open: Open) {
    this.#process = process;
    this.#open = open;
    this.#waiting = [...names];
  }

  /** Reads on until another line is whole: what is not could not be used. */
  async readLine(): Promise<void> {
    const before = this.text.length;
    do await this.readMore();
    while (!this.isEnded && this.text.indexOf("\n", before) < 0);
  }

  async readMore(): Promise<void> {
    if (this.#fd === undefined) this.#openNext();
    const fd = this.#fd ?? 0;
    const bytes = await this.#process.read(fd);
    if (bytes.length > 0) {
      this.text += textOf(bytes);
      return;
    }
    if (fd === 0) this.isEnded = true;
    else {
      this.#process.descriptors.close(fd);
      this.#fd = undefined;
    }
  }

  #openNext(): void {
    const name = this.#waiting.shift();
    this.files.push({ name: name ?? STANDARD_INPUT, start: this.text.length });
    this.#fd = name === undefined ? 0 : this.#open(name);
  }

  /** Forgets what was used. @returns where the rest begins now */
  forget(before: number): number {
    if (before < this.text.length && before < CHUNK * 8) return before;
    this.text = this.text.slice(before);
    for (const [index, { name, start }] of this.files.entries())
      this.files[index] = { name, start: Math.max(start - before, 0) };
    return 0;
  }

  /** The next word of the standard input, behind what was used of it: of the program, if it comes from there. */
  async readWord(place: { at: number }): Promise<string> {
    let word = "";
    for (;;) {
      const character = this.#fd === 0 ? await this.#nextOfText(place) : await this.#nextOfInput();
      if (character === "") return word;
      if (isPart(character, word)) word += character;
      else if (word !== "" || !isBlank(character)) return word;
    }
  }

  async #nextOfText(place: { at: number }): Promise<string> {
    while (place.at >= this.text.length) {
      if (this.isEnded) return "";
      await this.readMore();
    }
    return this.text.charAt(place.at++);
  }

  async #nextOfInput(): Promise<string> {
    if (this.#inputAt >= this.#input.length) {
      this.#input = textOf(await this.#process.read(0));
      this.#inputAt = 0;
    }
    return this.#input.charAt(this.#inputAt++);
  }
}

function isPart(character: string, word: string): boolean {
  return (
    /[0-9A-Za-z]/.test(character) || (character === "-" && word === "") || (character === "." && !word.includes("."))
  );
}

function isBlank(character: string): boolean {
  return /\s/.test(character);
}

export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}
