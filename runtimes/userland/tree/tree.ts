import { S_IFIFO, S_IFMT } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { changeTime, modificationTime } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Accounts } from "../program/accounts.ts";
import { formatDate, momentOfTime } from "../program/date-format.ts";
import { Failure } from "../program/failure.ts";
import { modeText } from "../program/file-kinds.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { timeZone } from "../program/time-zone.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import { type Branches, branchesOf } from "./branches.ts";
import { DiskUse } from "./disk-use.ts";
import { entriesOf, type TreeEntry, type TreeRules, treeRules } from "./tree-entries.ts";

/* http://oldmanprogrammer.net/source.php?dir=projects/tree. */

const OPTIONS = {
  a: { about: "list names that begin with a dot too" },
  d: { about: "list directories only" },
  l: { about: "follow links to directories" },
  f: { about: "print whole paths" },
  x: { about: "(of no effect)" },
  L: { value: "LEVEL", about: "go down so many levels only" },
  P: { value: "PATTERN", about: "list only files that match PATTERN" },
  I: { value: "PATTERN", about: "don't list what matches PATTERN" },
  "ignore-case": { about: "match patterns in upper and lower case" },
  matchdirs: { about: "match directories with -P too" },
  prune: { about: "leave out directories without files" },
  noreport: { about: "don't print how many there were" },
  i: { about: "print no lines of the tree" },
  J: { about: "print JSON" },
  q: { about: "(of no effect)" },
  N: { about: "(of no effect)" },
  n: { about: "print no colors" },
  C: { about: "print colors" },
  Q: { about: "print names in double quotes" },
  p: { about: "print modes" },
  u: { about: "print owners" },
  g: { about: "print groups" },
  s: { about: "print sizes in bytes" },
  h: { about: "print sizes such as 1K 234M 2G" },
  si: { about: "as -h, but with powers of 1000" },
  D: { about: "print times of the last change" },
  timefmt: { value: "FORMAT", about: "as -D, in FORMAT" },
  F: { about: "append one of /*|= to names, as they are" },
  inodes: { about: "print numbers of inodes" },
  v: { about: "sort by numbers in names" },
  t: { about: "sort by the time of the last change" },
  c: { about: "as -t" },
  U: { about: "don't sort" },
  r: { about: "sort the other way round" },
  dirsfirst: { about: "list directories before files" },
  filesfirst: { about: "list files before directories" },
  sort: { value: "WORD", about: "sort by name, version, size, mtime or ctime" },
  o: { value: "FILE", about: "write to FILE" },
  A: { about: "draw lines with the graphics of a terminal" },
  charset: { value: "NAME", about: "draw lines in UTF-8, or others in ASCII" },
  du: { about: "print what directories take with all that is in them" },
  metafirst: { about: "print modes, sizes and such before the lines of the tree" },
  gitignore: { about: "don't list what files called .gitignore name" },
  filelimit: { value: "N", about: "don't go down where there are more than N entries" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const FAILED = 2;
const GAP = "    ";
const HALF_A_YEAR_MS = (31_556_952 / 2) * 1000;

export const tree = program({
  name: "tree",
  usage: "[OPTION]... [DIRECTORY]...",
  about: "Lists what is in each DIRECTORY as a tree. Without DIRECTORY, it lists the current directory.",
  options: OPTIONS,
  like: "tree",
  run: async (call) => {
    redirect(call);
    const rules = treeRules(call);
    const printer = new TreePrinter(call, rules);
    const { output, options } = call;
    const isJson = options.has("J");
    const roots = call.operands.length > 0 ? call.operands : ["."];
    if (isJson) output.putText("[\n");
    for (const [index, path] of roots.entries()) {
      if (isJson && index > 0) output.putText(",\n");
      await printer.print(path);
    }
    const { directories, files } = printer;
    const onlyDirectories = options.has("d");
    if (isJson) {
      const count = onlyDirectories ? "" : `,"files":${files}`;
      output.putText(
        options.has("noreport") ? "\n\n]\n" : `\n,\n  {"type":"report","directories":${directories}${count}}\n]\n`,
      );
    } else if (!options.has("noreport")) {
      const names = `${directories} director${directories === 1 ? "y" : "ies"}`;
      const used = options.has("du") ? `${printer.usedText()} used in ` : "";
      output.putText(`\n${used}${names}${onlyDirectories ? "" : `, ${files} file${files === 1 ? "" : "s"}`}\n`);
    }
    return printer.hasFailed ? FAILED : 0;
  },
});

/** @throws Failure */
function redirect({ options, process, files }: Call): void {
  const path = options.value("o");
  if (path === undefined) return;
  try {
    process.descriptors.set(1, files.open(path, { access: "write", create: true, truncate: true }, 0o666));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`invalid filename '${path}'`);
  }
}

/** An entry that is to be printed, at its place. */
interface Pending {
  readonly entry: TreeEntry;
  readonly prefix: string;
  readonly depth: number;
  readonly isLast: boolean;
  readonly isFirst: boolean;
}

/** What is printed when all that a directory has is. */
interface Closing {
  readonly text: string;
}

class TreePrinter {
  directories = 0;
  files = 0;
  hasFailed = false;
  readonly #call: Call;
  readonly #rules: TreeRules;
  readonly #zone: TimeZone;
  /** Directories, by their real paths. */
  readonly #listed = new Set<string>();

  readonly #accounts: Accounts;
  readonly #branches: Branches;
  readonly #use: DiskUse | undefined;
  #usedBytes = 0;

  constructor(call: Call, rules: TreeRules) {
    this.#call = call;
    this.#rules = rules;
    this.#zone = timeZone(call.process.env.get("TZ"));
    this.#accounts = new Accounts(call.files);
    const { options, process } = call;
    this.#branches = branchesOf(process.env, options.value("charset"), options.has("A"));
    this.#use = options.has("du") ? new DiskUse(call, rules) : undefined;
  }

  async print(root: string): Promise<void> {
    const { output, options, process } = this.#call;
    const isJson = options.has("J");
    const top = entriesOf(this.#call, this.#rules, root, true)[0];
    if (!top?.isDirectory) {
      if (top) this.files++;
      else this.hasFailed = true;
      output.putText(isJson ? `  {"error": "opening dir"}` : `${root}  [error opening dir]\n`);
      return;
    }
    const pending: (Pending | Closing)[] = [];
    this.#use?.measure(top);
    this.#open({ entry: top, prefix: "", depth: 0, isLast: true, isFirst: true }, pending);
    for (let next = pending.pop(); next; next = pending.pop()) {
      await process.checkpoint();
      if ("entry" in next) this.#usedBytes += this.#use?.sizeOf(next.entry) ?? 0;
      if ("text" in next) output.putText(next.text);
      else if (next.entry.isDirectory) {
        this.directories++;
        this.#open(next, pending);
      } else {
        this.files++;
        output.putText(isJson ? `${this.#jsonStart(next)}}` : `${this.#line(next)}\n`);
      }
      if (output.isFull) await output.flush();
    }
  }

  /** Prints a directory's own line, and adds what is in it to what is to be printed. */
  #open(at: Pending, pending: (Pending | Closing)[]): void {
    const { output, options } = this.#call;
    const isJson = options.has("J");
    const { entry, depth, prefix, isLast } = at;
    const isRepeated = options.has("l") && this.#isListed(entry) && entry.isLink;
    const goesDown = !isRepeated && depth < this.#rules.maxDepth && (!entry.isLink || options.has("l") || depth === 0);
    const within = goesDown ? entriesOf(this.#call, this.#rules, entry.path) : [];
    const isLimited = within.length > this.#rules.fileLimit;
    if (depth === 0 && within.length > 0) this.directories++;
    if (isJson) output.putText(this.#jsonStart(at));
    else {
      const limit = isLimited ? `  [${within.length} entries exceeds filelimit, not opening dir]` : "";
      const repeated = isRepeated ? "  [recursive, not followed]" : "";
      output.putText(`${this.#line(at)}${repeated}${limit}\n`);
    }
    const shown = isLimited ? [] : within;
    if (isJson && shown.length > 0) {
      output.putText(`,"contents":[`);
      pending.push({ text: `\n${"  ".repeat(depth + 1)}]}` });
    } else if (isJson) output.putText("}");
    const below = depth === 0 ? "" : prefix + (isLast ? GAP : this.#branches.trunk);
    for (let index = shown.length - 1; index >= 0; index--) {
      const next = shown[index];
      if (next)
        pending.push({
          entry: next,
          prefix: below,
          depth: depth + 1,
          isLast: index === shown.length - 1,
          isFirst: index === 0,
        });
    }
  }

  /** Followed links can lead back. */
  #isListed({ path }: TreeEntry): boolean {
    const real = this.#call.files.realpath(path);
    if (this.#listed.has(real)) return true;
    this.#listed.add(real);
    return false;
  }

  #line({ entry, prefix, depth, isLast }: Pending): string {
    const { options } = this.#call;
    const { before, behind, branch, lastBranch } = this.#branches;
    const lines = options.has("i") || depth === 0 ? "" : `${before}${prefix}${isLast ? lastBranch : branch}${behind}`;
    const info = this.#info(entry);
    const target =
      entry.isLink && depth > 0
        ? ` -> ${this.#colored(this.#quoted(entry.target), entry.isOrphan ? "00" : colorOf(entry, true))}`
        : "";
    const indicator = options.has("F") && !(entry.isLink && depth > 0 && entry.isOrphan) ? this.#indicator(entry) : "";
    const name = this.#colored(
      this.#quoted(depth === 0 || options.has("f") ? entry.path : entry.name),
      colorOf(entry, false),
    );
    const shown = info === "" ? "" : `[${info}]  `;
    return `${options.has("metafirst") ? shown + lines : lines + shown}${name}${target}${indicator}`;
  }

  #quoted(name: string): string {
    return this.#call.options.has("Q") ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;
  }

  #colored(text: string, code: string): string {
    const { options, process } = this.#call;
    return options.has("C") && process.env.has("TERM") ? `\x1b[${code}m${text}\x1b[0m` : text;
  }

  #indicator({ isDirectory, name, mode }: TreeEntry): string {
    if (isDirectory) return name.endsWith("/") ? "" : "/";
    if ((mode & S_IFMT) === S_IFIFO) return "|";
    return (mode & 0o111) !== 0 ? "*" : "";
  }

  usedText(): string {
    return this.#call.options.has("h", "si")
      ? this.#human(this.#usedBytes, 5)
      : `${String(this.#usedBytes).padStart(12)} bytes`;
  }

  #human(bytes: number, width = 4): string {
    return humanSize(bytes, this.#call.options.has("si") ? 1000 : 1024, width);
  }

  #info(entry: TreeEntry): string {
    const { status } = entry;
    const size = this.#use?.sizeOf(entry) ?? status.size;
    const { options } = this.#call;
    const parts: string[] = [];
    if (options.has("inodes")) parts.push(String(status.ino).padStart(7));
    if (options.has("p")) parts.push(modeText(status.mode));
    if (options.has("u")) parts.push(this.#user(status).padEnd(8));
    if (options.has("g")) parts.push(this.#group(status).padEnd(8));
    if (options.has("h", "si")) parts.push(this.#human(size));
    else if (options.has("s", "du")) parts.push(String(size).padStart(11));
    if (options.has("D", "timefmt")) parts.push(this.#time(status));
    return parts.join(" ");
  }

  #user({ uid }: FileStatus): string {
    return this.#accounts.shownUser(uid);
  }

  #group({ gid }: FileStatus): string {
    return this.#accounts.shownGroup(gid);
  }

  #time(status: FileStatus): string {
    const time = this.#call.options.has("c") ? changeTime(status) : modificationTime(status);
    const { ms: timeMs } = time;
    const age = this.#call.kernel.now() - timeMs;
    const usual = age >= 0 && age < HALF_A_YEAR_MS ? "%b %e %H:%M" : "%b %e  %Y";
    return formatDate(this.#call.options.value("timefmt") ?? usual, momentOfTime(time), this.#zone);
  }

  #jsonStart({ entry, depth, isFirst }: Pending): string {
    const { options } = this.#call;
    const { status, isLink, isDirectory } = entry;
    const type = isLink && depth > 0 ? "link" : isDirectory ? "directory" : "file";
    const facts = [
      `"type":"${type}"`,
      `"name":${JSON.stringify(depth === 0 || options.has("f") ? entry.path : entry.name)}`,
    ];
    if (type === "link") facts.push(`"target":${JSON.stringify(entry.target)}`);
    if (options.has("inodes")) facts.push(`"inode":${status.ino}`);
    if (options.has("p"))
      facts.push(`"mode":"${(status.mode & 0o7777).toString(8).padStart(4, "0")}","prot":"${modeText(status.mode)}"`);
    if (options.has("u")) facts.push(`"user":${JSON.stringify(this.#user(status))}`);
    if (options.has("g")) facts.push(`"group":${JSON.stringify(this.#group(status))}`);
    if (options.has("h", "si")) facts.push(`"size":${JSON.stringify(this.#human(status.size).trim())}`);
    else if (options.has("s")) facts.push(`"size":${status.size}`);
    if (options.has("D", "timefmt")) facts.push(`"time":${JSON.stringify(this.#time(status))}`);
    const before = depth === 0 ? "" : isFirst ? "\n" : ",\n";
    return `${before}${"  ".repeat(depth + 1)}{${facts.join(",")}`;
  }
}

function colorOf({ isLink, isOrphan, isDirectory, mode }: TreeEntry, isTarget: boolean): string {
  if (isLink && !isTarget) return isOrphan ? "40;31;01" : "01;36";
  if (isDirectory) return "01;34";
  return (mode & 0o111) !== 0 ? "01;32" : "00";
}

function humanSize(bytes: number, base: number, width: number): string {
  if (bytes < base) return String(bytes).padStart(width);
  let [size, power] = [bytes, 0];
  for (; size >= base * base; power++) size = Math.floor(size / base);
  const value = size / base;
  const letter = (base === 1000 ? "kMGTPE" : "KMGTPE").charAt(power);
  return (value < 10 ? value.toFixed(1) : value.toFixed(0)).padStart(width - 1) + letter;
}
