import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { joined, withoutSlashes } from "../program/file-kinds.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import type { Given } from "../program/options.ts";
import { BACKUPS, EXCLUDING, NamePattern, type PatternManner, VERSION_CONTROL } from "./name-patterns.ts";
import { type Call, type Name, type OPTIONS, POSITIONAL } from "./options.ts";
import { Fatal, type Report } from "./report.ts";

/** A file that was named, and what was said before it. */
export interface NamedFile {
  readonly name: string;
  /** What it is relative to; empty: the directory of the call. */
  readonly directory: string;
  readonly excludes: readonly NamePattern[];
  readonly isRecursive: boolean;
}

export interface NameList {
  readonly files: readonly NamedFile[];
  /** Where the directory is at the end. */
  readonly directory: string;
  readonly excludes: readonly NamePattern[];
}

/** The files that are named by operands and by `-T`, in their order, with the options that stand between them. */
export async function nameList(call: Call): Promise<NameList> {
  const reader = new NameListReader(call);
  const { operands, options } = call;
  let index = 0;
  for (const option of options.all) {
    for (; index < option.operandsBefore; index++) reader.addName(operands[index] ?? "");
    await reader.addOption(option);
  }
  for (const operand of operands.slice(index)) reader.addName(operand);
  return reader.list;
}

/** Options that came too late for files that are to be archived. */
export async function tellLateOptions({ options, operands }: Call, report: Report): Promise<void> {
  const isLate = ({ name, operandsBefore }: Given<Name>): boolean =>
    POSITIONAL.has(name) && operands.length > 0 && operandsBefore === operands.length;
  const late = options.all.filter(isLate);
  if (late.length === 0) return;
  await report.error(
    "The following options were used after any non-optional arguments in archive create or update mode.  These options are positional and affect only arguments that follow them.  Please, rearrange them properly.",
  );
  for (const { name, letter, value } of late) {
    const option = letter === undefined || name === "exclude-from" ? `--${name}` : `-${letter}`;
    await report.error(`${option}${value === undefined ? "" : ` ‘${value}’`} has no effect`);
  }
}

class NameListReader {
  readonly #call: Call;
  readonly #files: NamedFile[] = [];
  #excludes: readonly NamePattern[] = [];
  #manner: PatternManner = EXCLUDING;
  #directory = "";
  #isRecursive = true;
  #end = "\n";

  constructor(call: Call) {
    this.#call = call;
  }

  get list(): NameList {
    return { files: this.#files, directory: this.#directory, excludes: this.#excludes };
  }

  addName(name: string): void {
    const [directory, excludes, isRecursive] = [this.#directory, this.#excludes, this.#isRecursive];
    this.#files.push({ name: withoutSlashes(name), directory, excludes, isRecursive });
  }

  async addOption({ name, value = "" }: Given<Name>): Promise<void> {
    switch (name) {
      case "directory":
        return this.#changeDirectory(value);
      case "exclude":
        return this.#exclude([value]);
      case "exclude-vcs":
        return this.#exclude(VERSION_CONTROL);
      case "exclude-backups":
        return this.#exclude(BACKUPS);
      case "exclude-from":
        return this.#exclude((await this.#linesOf(value, "\n")).filter((line) => line !== ""));
      case "files-from":
        return this.#addNamesOf(value);
      case "null":
      case "no-null":
        this.#end = name === "null" ? "\0" : "\n";
        return;
      case "no-recursion":
      case "recursion":
        this.#isRecursive = name === "recursion";
        return;
      default:
        this.#manner = { ...this.#manner, ...MANNERS[name] };
    }
  }

  #exclude(patterns: readonly string[]): void {
    this.#excludes = [...this.#excludes, ...patterns.map((pattern) => new NamePattern(pattern, this.#manner))];
  }

  #changeDirectory(directory: string): void {
    const isRelative = this.#directory !== "" && !directory.startsWith("/");
    this.#directory = isRelative ? joined(this.#directory, directory) : directory;
  }

  async #addNamesOf(file: string): Promise<void> {
    const lines = await this.#linesOf(file, this.#end, "Cannot stat: ");
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] ?? "";
      const attached = /^(?:-C *|--directory[= ])(?<directory>.+)$/.exec(line)?.groups?.["directory"];
      if (this.#end === "\0" || (line !== "-C" && attached === undefined)) {
        if (line !== "") this.addName(line);
      } else this.#changeDirectory(attached ?? lines[++index] ?? "");
    }
  }

  async #linesOf(file: string, end: string, what = ""): Promise<readonly string[]> {
    const { process } = this.#call;
    try {
      const fd = openInput(this.#call, file);
      try {
        const text = decodeUtf8(await readAll(process, fd), "escape");
        const lines = text.split(end);
        if (lines.at(-1) === "") lines.pop();
        return lines;
      } finally {
        closeInput(process, fd);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Fatal(`${file}: ${what}${error.message}`);
    }
  }
}

const MANNERS: Partial<Record<keyof typeof OPTIONS, Partial<PatternManner>>> = {
  anchored: { isAnchored: true },
  "no-anchored": { isAnchored: false },
  "ignore-case": { ignoreCase: true },
  "no-ignore-case": { ignoreCase: false },
  wildcards: { hasWildcards: true },
  "no-wildcards": { hasWildcards: false },
  "wildcards-match-slash": { matchesSlash: true },
  "no-wildcards-match-slash": { matchesSlash: false },
};

/** What was said of patterns, as names of members are compared. */
export function memberManner({ options }: Call, manner: PatternManner): PatternManner {
  return Object.assign({}, manner, ...options.all.map(({ name }) => MANNERS[name]));
}
