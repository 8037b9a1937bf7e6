import { Failure } from "../program/failure.ts";
import { C_CHARACTERS } from "../program/quoting.ts";
import { shaped } from "./fact-shape.ts";
import { factOf, isTimeLetter } from "./file-facts.ts";
import type { FoundFile } from "./found-file.ts";
import type { Reading } from "./reading.ts";

/* The formats of -printf: https://www.gnu.org/software/findutils/manual/html_node/find_html/Format-Directives.html */

const ESCAPES: Readonly<Record<string, string>> = {
  ...C_CHARACTERS,
  "\\": "\\",
};
const DIRECTIVE = /%(?<flags>[-+ #]*)(?<width>\d*)(?:\.(?<precision>\d*))?(?<letter>.)?/suy;
const OCTAL = /[0-7]{1,3}/y;

type Piece = string | ((file: FoundFile) => string);

/** A format that has been read. */
export class PrintFormat {
  readonly #pieces: Piece[] = [];

  /** @throws Failure */
  constructor(text: string, reading: Reading) {
    let at = 0;
    while (at < text.length) {
      const special = text.slice(at).search(/[%\\]/);
      const end = special < 0 ? text.length : at + special;
      if (end > at) this.#add(text.slice(at, end));
      if (end === text.length) return;
      if (text.startsWith("\\c", end)) return;
      at = text.charAt(end) === "%" ? this.#directive(text, end, reading) : this.#escape(text, end, reading);
    }
  }

  textFor(file: FoundFile): string {
    let text = "";
    for (const piece of this.#pieces) text += typeof piece === "string" ? piece : piece(file);
    return text;
  }

  #add(piece: Piece): void {
    const last = this.#pieces.at(-1);
    if (typeof piece === "string" && typeof last === "string") this.#pieces[this.#pieces.length - 1] = last + piece;
    else this.#pieces.push(piece);
  }

  /** @returns where it ends */
  #escape(text: string, at: number, reading: Reading): number {
    OCTAL.lastIndex = at + 1;
    const octal = OCTAL.exec(text)?.[0];
    if (octal !== undefined) {
      this.#add(textOfByte(Number.parseInt(octal, 8) & 0xff));
      return at + 1 + octal.length;
    }
    const letter = characterAt(text, at + 1);
    if (at + 1 === text.length) {
      reading.say("warning: escape `\\' followed by nothing at all");
      this.#add("\\");
      return text.length;
    }
    const escaped = ESCAPES[letter];
    if (escaped === undefined) reading.say(`warning: unrecognized escape \`\\${letter}'`);
    this.#add(escaped ?? `\\${letter}`);
    return at + 1 + letter.length;
  }

  /** @returns where it ends */
  #directive(text: string, at: number, reading: Reading): number {
    if (at + 1 === text.length) throw new Failure("error: % at end of format string");
    DIRECTIVE.lastIndex = at;
    const found = DIRECTIVE.exec(text);
    const { flags = "", width = "", precision, letter = "\0" } = found?.groups ?? {};
    const end = at + (found?.[0].length ?? 1);
    if ("\0{[(".includes(letter))
      throw new Failure(`error: the format directive \`%${letter}' is reserved for future use`);
    if (letter === "%") {
      this.#add(text.slice(at, end - 1));
      return end;
    }
    const clock = isTimeLetter(letter) ? characterAt(text, end) : "";
    if (isTimeLetter(letter) && clock === "")
      reading.say(`warning: format directive \`%${letter}' should be followed by another character`);
    const fact = factOf(letter, clock, reading.run);
    if (fact) this.#add(shaped(fact, { flags, width, precision }));
    else {
      if (!isTimeLetter(letter)) reading.say(`warning: unrecognized format directive \`%${letter}'`);
      this.#add(text.slice(at, end));
    }
    return end + clock.length;
  }
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** A byte that is no character of its own is written as such. */
function textOfByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}
