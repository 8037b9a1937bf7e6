import { bytesOf } from "../bash/quoting.ts";
import { readAll } from "../kernel/read-all.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { type PlacedText, putPlaced } from "./col-line.ts";
import { isPrinted, widthOf } from "./program/characters.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/col.1.html. Half lines (-f) are taken for whole ones. */

const OPTIONS = {
  "no-backspaces": { letters: "b", about: "print only the last of characters in one place" },
  fine: { letters: "f", about: "(of no effect)" },
  pass: { letters: "p", about: "print control characters" },
  tabs: { letters: "h", about: "print TABs for spaces (the default)" },
  spaces: { letters: "x", about: "print no TABs" },
  lines: { letters: "l", value: "NUMBER", about: "(of no effect: all lines are held)" },
} as const;

const TAB_WIDTH = 8;
/** In half lines. */
const LINE = 2;
/** What may follow an escape character. */
const ESCAPED: Readonly<Record<string, number>> = { "\x07": -LINE, "\b": -1, "\t": 1 };

export const col = program({
  name: "col",
  usage: "[OPTION]...",
  about: "Prints the standard input without movements to lines before, as a printer would have left it.",
  like: "util-linux",
  options: OPTIONS,
  modernize: (args) => args.map((arg) => (arg === "-H" ? "--help" : arg === "-V" ? "--version" : arg)),
  run: async (call) => {
    const { options, operands, output, process } = call;
    const lines = options.value("lines");
    if (lines !== undefined && !/^\s*\+?\d+$/.test(lines)) throw new Failure(`bad -l argument: '${lines}'`);
    if (operands.length > 0) throw new UsageError("bad usage");
    const text = decodeUtf8(await readAll(process, 0), "escape");
    const paper = new Paper(options.has("pass"));
    paper.print(text);
    const style = {
      keepsAll: !options.has("no-backspaces"),
      usesTabs: options.last("tabs", "spaces") !== "spaces",
    };
    for (let line = 0; line <= paper.lastLine; line++) {
      const characters = paper.charactersOf(line);
      if (line === paper.lastLine && characters.length === 0) break;
      putPlaced(output, characters, style);
      if (output.isFull) await output.flush();
    }
  },
});

const RUN = /[!-~]+/y;

/** The characters from there on that are plain and not blank. */
function runAt(text: string, at: number): string | undefined {
  RUN.lastIndex = at;
  return RUN.exec(text)?.[0];
}

/** What is printed, wherever it is printed. */
class Paper {
  readonly #keepsControls: boolean;
  readonly #lines: PlacedText[][] = [];
  #halfLine = 0;
  #column = 0;
  lastLine = 0;

  constructor(keepsControls: boolean) {
    this.#keepsControls = keepsControls;
  }

  charactersOf(line: number): readonly PlacedText[] {
    return this.#lines[line] ?? [];
  }

  print(text: string): void {
    let isEscaped = false;
    for (let at = 0; at < text.length; ) {
      const run = isEscaped ? undefined : runAt(text, at);
      if (run !== undefined) {
        this.#place(run, run.length);
        at += run.length;
        continue;
      }
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      at += character.length;
      if (isEscaped) {
        this.#move(ESCAPED[character] ?? 0);
        isEscaped = false;
      } else if (character === "\x1b") isEscaped = true;
      else if (character === "\n") {
        this.#move(LINE);
        this.#column = 0;
      } else if (character === "\r") this.#column = 0;
      else if (character === "\v") this.#move(-LINE);
      else if (character === "\b") this.#column = Math.max(0, this.#column - 1);
      else if (character === "\t") this.#column += TAB_WIDTH - (this.#column % TAB_WIDTH);
      else if (character === " ") this.#column++;
      else this.#put(character);
    }
  }

  #move(halfLines: number): void {
    this.#halfLine = Math.max(0, this.#halfLine + halfLines);
    this.lastLine = Math.max(this.lastLine, Math.ceil(this.#halfLine / LINE));
  }

  #put(character: string): void {
    const code = character.codePointAt(0) ?? 0;
    const isByte = code >= 0xdc80 && code <= 0xdcff;
    if (isByte) {
      for (const digit of `\\x${(bytesOf(character)[0] ?? 0).toString(16)}`) this.#place(digit, 1);
      return;
    }
    const isShown = isPrinted(code);
    if (isShown || this.#keepsControls) this.#place(character, isShown ? widthOf(code) : 0);
  }

  /** @param text a character, or several of one column each */
  #place(text: string, width: number): void {
    const line = Math.ceil(this.#halfLine / LINE);
    const characters = this.#lines[line] ?? [];
    characters.push({ text, width, column: this.#column });
    this.#lines[line] = characters;
    this.#column += width;
  }
}
