import { S_IFMT, S_IFREG } from "../abi/file-mode.ts";
import { readAll } from "../kernel/read-all.ts";
import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { codePointAt, INCOMPLETE, INVALID, isPrinted, isSpace, lengthOf, widthOf } from "./program/characters.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/wc */

const OPTIONS = {
  lines: { letters: "l", about: "count ends of lines" },
  words: { letters: "w", about: "count words, which are printed characters between white space" },
  chars: { letters: "m", about: "count characters" },
  bytes: { letters: "c", about: "count bytes" },
  "max-line-length": { letters: "L", about: "measure the widest line" },
  "files0-from": {
    value: "F",
    about: "take the names of files, each with a NUL behind it, from F; - is standard input",
  },
} as const;

type Name = keyof typeof OPTIONS;

/** In the order in which counts are printed, whatever the order of the options. */
const COUNTS = ["lines", "words", "chars", "bytes", "max-line-length"] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

const CARRIAGE_RETURN = 13;
const FORM_FEED = 12;
const TAB = 9;
/** The least width of columns when it isn't known how much will be counted. */
const UNKNOWN_WIDTH = 7;

export const wc = program({
  name: "wc",
  usage: ["[OPTION]... [FILE]...", "[OPTION]... --files0-from=F"],
  about:
    "Counts the lines, words and bytes of each FILE and of all together. Without FILE, or for -, it reads standard input. Which counts are printed can be chosen; their order is lines, words, characters, bytes, width.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const chosen = COUNTS.filter((name) => call.options.has(name));
    const shown = chosen.length > 0 ? chosen : (["lines", "words", "bytes"] as const);
    const names = await inputNames(call);
    const width = isStreamed(call) ? 1 : columnWidth(call, names, shown.length);
    const total = noCounts();
    const print = (counts: Counts, name: string): void => {
      const columns = shown.map((column) => String(counts[column]).padStart(width)).join(" ");
      call.output.putText(`${columns}${name === "" ? "" : ` ${name.includes("\n") ? quoteAlways(name) : name}`}\n`);
    };
    for (const name of names) {
      const counts = await countFile(call, name ?? "-", shown);
      if (!counts) continue;
      print(counts, name ?? "");
      for (const column of COUNTS)
        total[column] =
          column === "max-line-length" ? Math.max(total[column], counts[column]) : total[column] + counts[column];
    }
    if (names.length > 1) print(total, "total");
  },
});

/** Nothing stands for the standard input that nobody named. */
async function inputNames(call: ProgramCall<Name>): Promise<readonly (string | undefined)[]> {
  const list = call.options.value("files0-from");
  const [operand] = call.operands;
  if (list === undefined) return operand === undefined ? [undefined] : call.operands;
  if (operand !== undefined)
    throw new UsageError(`extra operand ${quoteAlways(operand)}\nfile operands cannot be combined with --files0-from`);
  let text: string;
  try {
    const fd = openInput(call, list);
    text = decodeUtf8(await readAll(call.process, fd), "escape");
    closeInput(call.process, fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot open ${quoteAlways(list)} for reading: ${error.message}`);
  }
  const names: string[] = [];
  for (const [index, name] of text.replace(/\0$/, "").split("\0").entries()) {
    if (name !== "") names.push(name);
    else if (text !== "") await call.complain(`${quoteIfNeeded(list)}:${index + 1}: invalid zero-length file name`);
  }
  return names;
}

/** Names that come one by one tell nothing of how much will be counted. */
function isStreamed({ options, process, files }: ProgramCall<Name>): boolean {
  const list = options.value("files0-from");
  if (list === undefined) return false;
  const { mode } = list === "-" ? process.descriptors.get(0).status() : files.stat(list);
  return (mode & S_IFMT) !== S_IFREG;
}

function columnWidth({ process, files }: ProgramCall, names: readonly (string | undefined)[], columns: number): number {
  if (names.length === 1 && columns === 1) return 1;
  let [minimum, bytes] = [1, 0];
  for (const name of names) {
    try {
      const status = name === undefined || name === "-" ? process.descriptors.get(0).status() : files.stat(name);
      if ((status.mode & S_IFMT) === S_IFREG) bytes += status.size;
      else minimum = UNKNOWN_WIDTH;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
  return Math.max(minimum, String(bytes).length);
}

function noCounts(): Counts {
  return { lines: 0, words: 0, chars: 0, bytes: 0, "max-line-length": 0 };
}

/** @returns nothing for a file that can't be opened; one that can't be read has what was read before */
async function countFile(
  call: ProgramCall<Name>,
  name: string,
  shown: readonly (keyof Counts)[],
): Promise<Counts | undefined> {
  const counter = new Counter(shown.some((column) => column !== "lines" && column !== "bytes"));
  let fd: number | undefined;
  if (name === "") {
    await call.complain("invalid zero-length file name");
    return undefined;
  }
  try {
    fd = openInput(call, name);
    for (let bytes = await call.process.read(fd); bytes.length > 0; bytes = await call.process.read(fd))
      counter.add(bytes);
  } catch (error) {
    await call.complainOf(name, error);
    if (fd === undefined) return undefined;
  }
  closeInput(call.process, fd);
  return counter.end();
}

class Counter {
  readonly #counts = noCounts();
  readonly #looksAtCharacters: boolean;
  /** The first bytes of a character whose others are in the next chunk. */
  #begun = new Uint8Array(0);
  #isInWord = false;
  #column = 0;

  constructor(looksAtCharacters: boolean) {
    this.#looksAtCharacters = looksAtCharacters;
  }

  add(chunk: Uint8Array): void {
    this.#counts.bytes += chunk.length;
    if (this.#looksAtCharacters)
      this.#addCharacters(this.#begun.length > 0 ? concatBytes([this.#begun, chunk]) : chunk);
    else for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.#counts.lines++;
  }

  end(): Counts {
    if (this.#isInWord) this.#counts.words++;
    this.#endLine();
    return this.#counts;
  }

  #addCharacters(bytes: Uint8Array): void {
    const counts = this.#counts;
    this.#begun = new Uint8Array(0);
    for (let at = 0; at < bytes.length; at++) {
      let code = bytes[at] ?? 0;
      if (code >= 0x80) {
        const length = lengthOf(code);
        code = codePointAt(bytes, at);
        if (code === INVALID) continue;
        if (code === INCOMPLETE) {
          this.#begun = bytes.slice(at);
          return;
        }
        at += length - 1;
      }
      counts.chars++;
      if (isSpace(code)) this.#space(code);
      else if (isPrinted(code)) {
        this.#isInWord = true;
        this.#column += code < 0x80 ? 1 : widthOf(code);
      }
    }
  }

  #space(code: number): void {
    if (this.#isInWord) {
      this.#counts.words++;
      this.#isInWord = false;
    }
    if (code === NEWLINE) this.#counts.lines++;
    if (code === NEWLINE || code === CARRIAGE_RETURN || code === FORM_FEED) this.#endLine();
    else if (code === TAB) this.#column += 8 - (this.#column % 8);
    else if (code !== 11) this.#column += code < 0x80 ? 1 : widthOf(code);
  }

  #endLine(): void {
    this.#counts["max-line-length"] = Math.max(this.#counts["max-line-length"], this.#column);
    this.#column = 0;
  }
}
