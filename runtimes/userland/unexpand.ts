import { eachInput } from "./program/inputs.ts";
import type { Output } from "./program/output.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { type TabStops, tabStopsOf } from "./tab-stops.ts";

/* https://www.gnu.org/software/coreutils/unexpand. As in GNU's, each byte takes a column. */

const OPTIONS = {
  all: { letters: "a", about: "convert all blanks, not only those that a line begins with" },
  "first-only": { about: "convert only blanks that a line begins with" },
  tabs: {
    letters: "t",
    value: "LIST",
    about:
      "have tab stops N columns apart, not 8, or at these columns; /N and +N at the end: every N columns from there; implies -a",
  },
  digits: { letters: "0123456789," },
} as const;

const [BACKSPACE, TAB, NEWLINE, SPACE] = [8, 9, 10, 32];

export const unexpand = program({
  name: "unexpand",
  usage: "[OPTION]... [FILE]...",
  about: "Writes blanks of each FILE as TABs. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    const isWhole = options.has("all", "tabs") && !options.has("first-only");
    const blanks = new Blanks(output, await tabStopsOf(call, listsOf(call)), isWhole);
    await eachInput(call, async (fd) => {
      for (let chunk = await process.read(fd); chunk.length > 0; chunk = await process.read(fd)) {
        for (const byte of chunk) blanks.add(byte);
        if (output.isFull) await output.flush();
      }
    });
    blanks.putHeld();
  },
});

/** `-4,8` is older than `-t 4,8`. */
function listsOf({ options }: ProgramCall<keyof typeof OPTIONS>): string[] {
  const digits = options.all.map(({ name, letter = "" }) => (name === "digits" ? letter : "")).join("");
  return [...options.values("tabs"), digits];
}

/** Holds blanks back until it is known whether a TAB takes their place. */
class Blanks {
  readonly #output: Output;
  readonly #stops: TabStops;
  readonly #isWhole: boolean;
  #converts = true;
  #column = 0;
  #held: number[] = [];
  /** Whether the first blank that is held was just before a tab stop. */
  #isFirstAtStop = false;
  /** A line is taken to begin behind a blank. */
  #isBehindBlank = true;

  constructor(output: Output, stops: TabStops, isWhole: boolean) {
    this.#output = output;
    this.#stops = stops;
    this.#isWhole = isWhole;
  }

  add(byte: number): void {
    if (this.#converts) {
      const isBlank = byte === SPACE || byte === TAB;
      if (isBlank) {
        const stop = this.#stops.after(this.#column);
        if (stop !== undefined) {
          this.#addBlank(byte, stop);
          return;
        }
        this.#converts = false;
      } else this.#move(byte);
      this.putHeld();
      this.#isBehindBlank = isBlank;
      if (!this.#isWhole && !isBlank) this.#converts = false;
    }
    this.#output.putByte(byte);
    if (byte === NEWLINE) this.#beginLine();
  }

  putHeld(): void {
    if (this.#held.length > 1 && this.#isFirstAtStop) this.#held[0] = TAB;
    for (const byte of this.#held) this.#output.putByte(byte);
    if (this.#held.length > 0) this.#held = [];
    this.#isFirstAtStop = false;
  }

  #addBlank(byte: number, stop: number): void {
    const isTab = byte === TAB;
    this.#column = isTab ? stop : this.#column + 1;
    const isAtStop = this.#column === stop;
    if (!isTab && !(this.#isBehindBlank && isAtStop)) {
      if (isAtStop) this.#isFirstAtStop = true;
      this.#held.push(byte);
      this.#isBehindBlank = true;
      return;
    }
    // One TAB for all that is held, but for a blank just before the stop before.
    this.#held = this.#isFirstAtStop ? [isTab && this.#held.length === 0 ? SPACE : TAB] : [];
    for (const held of this.#held) this.#output.putByte(held);
    this.#held = [];
    this.#isFirstAtStop = false;
    this.#isBehindBlank = true;
    this.#output.putByte(TAB);
  }

  #move(byte: number): void {
    if (byte !== BACKSPACE) this.#column++;
    else {
      this.#column = Math.max(0, this.#column - 1);
      this.#stops.goBack();
    }
  }

  #beginLine(): void {
    [this.#column, this.#converts, this.#isBehindBlank] = [0, true, true];
    this.#stops.beginLine();
  }
}
