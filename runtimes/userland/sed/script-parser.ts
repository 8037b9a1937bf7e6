import { Failure } from "../program/failure.ts";
import { compareVersions } from "../program/version-order.ts";
import { type ParserOptions, parseLines } from "./address-parser.ts";
import type { AddressedLines } from "./addressed-lines.ts";
import type { Action, Command, PlainName, Script } from "./command.ts";
import { patternOf, replacementOf, takeDelimited, translationOf } from "./expression-parser.ts";
import type { OutputFile } from "./output-file.ts";
import { PANIC } from "./output-file.ts";
import { ScriptReader, type ScriptSource } from "./script-reader.ts";
import { takeText, takeTextStart } from "./text-parser.ts";

const VERSION = "4.9";
const PLAIN: ReadonlySet<string> = new Set(["=", "d", "D", "F", "g", "G", "h", "H", "n", "N", "p", "P", "x", "z"]);
/** Which POSIX doesn't have. */
const OF_GNU: ReadonlySet<string> = new Set(["e", "F", "Q", "R", "T", "v", "W", "z"]);
const FLAGS_OF_GNU: ReadonlySet<string> = new Set(["e", "i", "I", "m", "M"]);
const DIGITS = /\d*/y;
const TO_LINE_END = /[^\n]*/y;
const LABEL = /[^\s;}]*/y;

function isPlain(name: string): name is PlainName {
  return PLAIN.has(name);
}

/** Reads a script, which may come in several parts. */
export class ScriptParser {
  readonly #options: ParserOptions;
  readonly #open: (name: string) => OutputFile;
  readonly #commands: Command[] = [];
  readonly #blocks: { readonly action: Action & { kind: "block" }; readonly unmatched: Failure }[] = [];
  readonly #labels = new Map<string, number>();
  #openText: (Action & { kind: "text" }) | undefined;
  #isFirst = true;
  #isQuiet = false;

  /** @param open what makes the files that are written to */
  constructor(options: ParserOptions, open: (name: string) => OutputFile) {
    this.#options = options;
    this.#open = open;
  }

  /** @throws Failure */
  add(text: string, source: ScriptSource): void {
    const reader = new ScriptReader(text, source);
    if (this.#isFirst && text.startsWith("#n")) this.#isQuiet = true;
    this.#isFirst = false;
    if (this.#openText) this.#addText(this.#openText, reader, reader.isAtEnd);
    for (;;) {
      reader.takeMatch(/[\s;]*/y);
      if (reader.isAtEnd) return;
      this.#command(reader, new ScriptReader("", source));
    }
  }

  /** @throws Failure */
  finish(): Script {
    const [block] = this.#blocks;
    if (this.#openText) this.#closeText(this.#openText);
    if (block) throw block.unmatched;
    for (const { action } of this.#commands) {
      if (action.kind !== "jump") continue;
      const target = action.label === "" ? this.#commands.length : this.#labels.get(action.label);
      if (target === undefined) throw new Failure(`can't find label for jump to \`${action.label}'`, PANIC);
      action.target = target;
    }
    return { commands: this.#commands, isQuiet: this.#isQuiet };
  }

  #command(reader: ScriptReader, start: ScriptReader): void {
    const { lines, name } = parseLines(reader, this.#options);
    if (name === "" || name === "\n") throw reader.failure("missing command");
    if (this.#options.isPosix && OF_GNU.has(name)) throw reader.failure(`unknown command: \`${name}'`);
    if (name === "#") {
      if (lines) throw reader.failure("comments don't accept any addresses");
      reader.takeMatch(TO_LINE_END);
    } else if (name === ":") this.#label(reader, lines);
    else if (name === "}") this.#endBlock(reader, lines);
    else if (name === "v") this.#version(reader);
    else if (name === "{") {
      const action: Action & { kind: "block" } = { kind: "block", end: 0 };
      this.#blocks.push({ action, unmatched: start.failure("unmatched `{'") });
      this.#push(lines, action);
    } else this.#push(lines, this.#action(reader, name, lines));
  }

  #push(lines: AddressedLines | undefined, action: Action): void {
    const reads = action.kind === "plain" && (action.name === "n" || action.name === "N");
    this.#commands.push({ lines, action, looksAhead: reads || lines?.looksAhead === true });
  }

  #action(reader: ScriptReader, name: string, lines: AddressedLines | undefined): Action {
    if (isPlain(name)) {
      this.#end(reader);
      return { kind: "plain", name };
    }
    switch (name) {
      case "a":
      case "i":
      case "c":
        return this.#text(reader, name);
      case "b":
      case "t":
      case "T":
        reader.skipBlanks();
        return { kind: "jump", name, label: reader.takeMatch(LABEL), target: 0 };
      case "q":
      case "Q":
        if (lines?.isRange) throw reader.failure("command only uses one address");
        return { kind: "quit", prints: name === "q", status: this.#number(reader) ?? 0 };
      case "l":
        return { kind: "list", columns: this.#number(reader) };
      case "r":
      case "R":
        return { kind: "read", isOneLine: name === "R", file: this.#fileName(reader) };
      case "w":
      case "W":
        return { kind: "write", isFirstLine: name === "W", output: this.#open(this.#fileName(reader)) };
      case "s":
        return this.#substitution(reader);
      case "y":
        return this.#translation(reader);
      case "e":
        return this.#run(reader);
      default:
        throw reader.failure(`unknown command: \`${name}'`);
    }
  }

  /** @throws Failure if anything comes behind a command */
  #end(reader: ScriptReader): void {
    reader.skipBlanks();
    const next = reader.peek();
    if (next === "}" || next === "#") return;
    reader.take();
    if (next !== "" && next !== "\n" && next !== ";") throw reader.failure("extra characters after command");
  }

  #number(reader: ScriptReader): number | undefined {
    if (!this.#options.isPosix) reader.skipBlanks();
    const digits = this.#options.isPosix ? "" : reader.takeMatch(DIGITS);
    this.#end(reader);
    return digits === "" ? undefined : Number(digits);
  }

  #label(reader: ScriptReader, lines: AddressedLines | undefined): void {
    if (lines) throw reader.failure(": doesn't want any addresses");
    reader.skipBlanks();
    const label = reader.takeMatch(LABEL);
    if (label === "") throw reader.failure('":" lacks a label');
    this.#labels.set(label, this.#commands.length);
    if (this.#options.keepsNotes) this.#push(undefined, { kind: "note", text: `:${label}` });
  }

  #endBlock(reader: ScriptReader, lines: AddressedLines | undefined): void {
    const block = this.#blocks.pop();
    if (!block) throw reader.failure("unexpected `}'");
    if (lines) throw reader.failure("} doesn't want any addresses");
    this.#end(reader);
    block.action.end = this.#commands.length;
    if (this.#options.keepsNotes) this.#push(undefined, { kind: "note", text: "}" });
  }

  #version(reader: ScriptReader): void {
    reader.skipBlanks();
    const version = reader.takeMatch(LABEL);
    if (compareVersions(version, VERSION) > 0) throw reader.failure("expected newer version of sed");
  }

  #text(reader: ScriptReader, name: "a" | "c" | "i"): Action {
    takeTextStart(reader, this.#options.isPosix);
    const action: Action & { kind: "text" } = { kind: "text", name, text: "" };
    // Nothing at all behind a backslash: nothing is printed, not even a line's end, unless more comes.
    this.#addText(action, reader);
    return action;
  }

  /** @param isLine whether nothing at all is a line, too, rather than to be waited for */
  #addText(action: Action & { kind: "text" }, reader: ScriptReader, isLine = false): void {
    const isEmpty = reader.isAtEnd && !isLine;
    const { text, isOpen } = takeText(reader);
    action.text += text;
    this.#openText = isOpen || isEmpty ? action : undefined;
    if (isOpen && text !== "") action.text += "\n";
    if (!this.#openText) action.text += "\n";
  }

  #closeText(action: Action & { kind: "text" }): void {
    if (action.text !== "" && !action.text.endsWith("\n")) action.text += "\n";
  }

  #run(reader: ScriptReader): Action {
    this.#assertUnconfined(reader);
    reader.skipBlanks();
    const { text } = takeText(reader);
    return { kind: "run", command: text === "" ? undefined : text };
  }

  #fileName(reader: ScriptReader): string {
    this.#assertUnconfined(reader);
    reader.skipBlanks();
    const name = reader.takeMatch(TO_LINE_END);
    if (name === "") throw reader.failure("missing filename in r/R/w/W commands");
    return name;
  }

  #assertUnconfined(reader: ScriptReader): void {
    if (this.#options.isSandboxed) throw reader.failure("e/r/w commands disabled in sandbox mode");
  }

  #translation(reader: ScriptReader): Action {
    const delimiter = reader.take();
    const from = takeDelimited(reader, delimiter, false);
    const to = from === undefined ? undefined : takeDelimited(reader, delimiter, false);
    if (from === undefined || to === undefined) throw reader.failure("unterminated `y' command");
    const characters = translationOf(reader, from, to);
    this.#end(reader);
    return { kind: "translate", characters };
  }

  #substitution(reader: ScriptReader): Action {
    const delimiter = reader.take();
    const source = takeDelimited(reader, delimiter, true);
    const target = source === undefined ? undefined : takeDelimited(reader, delimiter, false);
    if (source === undefined || target === undefined) throw reader.failure("unterminated `s' command");
    const { isExtended } = this.#options;
    const flags = this.#substitutionFlags(reader);
    const { ignoreCase, isMultiline, first = 1, isGlobal, prints, runs, printsFirst, output } = flags;
    const form = { isExtended, ignoreCase, isMultiline };
    const pattern = patternOf(reader, source, form);
    const replacement = replacementOf(target);
    if (pattern !== "last" && replacement.groups > pattern.groups)
      throw reader.failure(`invalid reference \\${replacement.groups} on \`s' command's RHS`);
    return {
      kind: "substitute",
      pattern,
      source,
      flags: form,
      replacement,
      first,
      isGlobal,
      prints,
      runs,
      printsFirst,
      output,
    };
  }

  #substitutionFlags(reader: ScriptReader): SubstitutionFlags {
    const flags: SubstitutionFlags = {
      ignoreCase: false,
      isMultiline: false,
      isGlobal: false,
      prints: false,
      runs: false,
      printsFirst: false,
    };
    for (;;) {
      reader.skipBlanks();
      const letter = reader.peek();
      if (letter === "}" || letter === "#") return flags;
      if (/^\d$/.test(letter)) {
        const first = Number(reader.takeMatch(DIGITS));
        if (flags.first !== undefined) throw reader.failure("multiple number options to `s' command");
        if (first === 0) throw reader.failure("number option to `s' command may not be zero");
        flags.first = first;
        continue;
      }
      reader.take();
      if (letter === "" || letter === "\n" || letter === ";") return flags;
      if (letter === "w") {
        flags.output = this.#open(this.#fileName(reader));
        return flags;
      }
      this.#substitutionFlag(reader, letter, flags);
    }
  }

  #substitutionFlag(reader: ScriptReader, letter: string, flags: SubstitutionFlags): void {
    if (this.#options.isPosix && FLAGS_OF_GNU.has(letter)) throw reader.failure("unknown option to `s'");
    if (letter === "i" || letter === "I") flags.ignoreCase = true;
    else if (letter === "m" || letter === "M") flags.isMultiline = true;
    else if (letter === "e") {
      this.#assertUnconfined(reader);
      flags.runs = true;
    } else if (letter === "p") {
      flags.printsFirst = !flags.runs;
      if (flags.prints) throw reader.failure("multiple `p' options to `s' command");
      flags.prints = true;
    } else if (letter === "g") {
      if (flags.isGlobal) throw reader.failure("multiple `g' options to `s' command");
      flags.isGlobal = true;
    } else throw reader.failure("unknown option to `s'");
  }
}

interface SubstitutionFlags {
  ignoreCase: boolean;
  isMultiline: boolean;
  isGlobal: boolean;
  prints: boolean;
  runs: boolean;
  printsFirst: boolean;
  first?: number;
  output?: OutputFile;
}
