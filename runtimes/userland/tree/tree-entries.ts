import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { changeTime, compareTimes, modificationTime } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { compareText } from "../../web/collation.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { isDirectory, isLink, joined, lastPart, statusOf } from "../program/file-kinds.ts";
import type { ProgramCall } from "../program/program.ts";
import { compareVersions } from "../program/version-order.ts";
import { type IgnoreRule, ignoredBy, ignoreRules } from "../search/ignore-rules.ts";

export interface TreeEntry {
  readonly name: string;
  readonly path: string;
  /** Of the link, if it is one. */
  readonly status: FileStatus;
  readonly isLink: boolean;
  /** Whether it is a link that leads nowhere. */
  readonly isOrphan: boolean;
  readonly target: string;
  /** Of a link: of what it leads to. */
  readonly isDirectory: boolean;
  readonly mode: number;
}

/** What is listed, and in which order. */
export interface TreeRules {
  readonly maxDepth: number;
  readonly fileLimit: number;
  readonly showsHidden: boolean;
  readonly onlyDirectories: boolean;
  readonly prunes: boolean;
  readonly matchesDirectories: boolean;
  readonly shown: readonly Pattern[];
  readonly ignored: readonly Pattern[];
  /** What `.gitignore` says, by directories, if it counts. */
  readonly gitRules: Map<string, readonly IgnoreRule[]> | undefined;
  readonly compare: ((a: TreeEntry, b: TreeEntry) => number) | undefined;
}

const SORTS = ["name", "version", "size", "mtime", "ctime", "none"];

/** @throws Failure */
export function treeRules({ options }: ProgramCall): TreeRules {
  const level = options.value("L");
  if (level !== undefined && !(Number.parseInt(level, 10) > 0))
    throw new Failure("Invalid level, must be greater than 0.");
  const limit = Number.parseInt(options.value("filelimit") ?? "", 10);
  const ignoreCase = options.has("ignore-case");
  const patterns = (name: string): Pattern[] =>
    options
      .values(name)
      .flatMap((text) => text.split("|"))
      .map((text) => compilePattern(text.replace(/(?<=.)\/$/, ""), { extglob: false, ignoreCase }));
  return {
    maxDepth: level === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(level, 10),
    fileLimit: limit > 0 ? limit : Number.POSITIVE_INFINITY,
    showsHidden: options.has("a"),
    onlyDirectories: options.has("d"),
    prunes: options.has("prune"),
    matchesDirectories: options.has("matchdirs"),
    shown: patterns("P"),
    ignored: patterns("I"),
    gitRules: options.has("gitignore") ? new Map() : undefined,
    compare: comparison(options),
  };
}

function comparison(options: ProgramCall["options"]): TreeRules["compare"] {
  const word =
    options.value("sort") ??
    { v: "version", t: "mtime", c: "ctime", U: "none", none: "name" }[options.last("v", "t", "c", "U") ?? "none"];
  if (word === undefined || !SORTS.includes(word))
    throw new Failure(`Sort type '${word}' not valid, should be one of: name,version,size,mtime,ctime`);
  const byName = (a: TreeEntry, b: TreeEntry): number => compareText(a.name, b.name);
  const orders: Readonly<Record<string, (a: TreeEntry, b: TreeEntry) => number>> = {
    name: byName,
    version: (a, b) => compareVersions(a.name, b.name),
    size: (a, b) => b.status.size - a.status.size || byName(a, b),
    mtime: (a, b) => compareTimes(modificationTime(a.status), modificationTime(b.status)) || byName(a, b),
    ctime: (a, b) => compareTimes(changeTime(a.status), changeTime(b.status)) || byName(a, b),
  };
  const order = orders[word];
  if (!order) return undefined;
  const first = options.last("dirsfirst", "filesfirst");
  const rank = (entry: TreeEntry): number =>
    first === undefined ? 0 : entry.isDirectory === (first === "dirsfirst") ? 0 : 1;
  const isReversed = options.has("r");
  return (a, b) => rank(a) - rank(b) || (isReversed ? order(b, a) : order(a, b));
}

/** @param itself whether that is the directory's own entry @returns what is listed of a directory, in order */
export function entriesOf(call: ProgramCall, rules: TreeRules, path: string, itself = false): TreeEntry[] {
  if (itself) {
    const own = entryAt(call, lastPart(path), path);
    return own ? [own] : [];
  }
  let names: string[];
  try {
    names = call.files.readdir(path).map(({ name }) => name);
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
  const entries: TreeEntry[] = [];
  for (const name of names) {
    if (name.startsWith(".") && !rules.showsHidden) continue;
    if (rules.ignored.some((pattern) => pattern.matches(name))) continue;
    const entry = entryAt(call, name, joined(path, name));
    if (entry && isIgnored(call, rules, entry)) continue;
    if (entry && isShown(call, rules, entry)) entries.push(entry);
  }
  if (rules.compare) entries.sort(rules.compare);
  return entries;
}

/** Whether a `.gitignore` of a directory above says that it is left out. */
function isIgnored({ files }: ProgramCall, { gitRules }: TreeRules, { path, isDirectory }: TreeEntry): boolean {
  if (!gitRules) return false;
  const parts = path.split("/");
  for (let count = parts.length - 1; count > 0; count--) {
    const folder = parts.slice(0, count).join("/") || "/";
    let rules = gitRules.get(folder);
    if (!rules) {
      const file = joined(folder, ".gitignore");
      rules = statusOf(files, file) ? ignoreRules(decodeUtf8(files.readFile(file), "replace")) : [];
      gitRules.set(folder, rules);
    }
    const answer = ignoredBy(rules, parts.slice(count).join("/"), isDirectory);
    if (answer !== undefined) return answer;
  }
  return false;
}

function isShown(call: ProgramCall, rules: TreeRules, entry: TreeEntry): boolean {
  const { shown } = rules;
  if (!entry.isDirectory || (entry.isLink && shown.length > 0 && !call.options.has("l")))
    return !rules.onlyDirectories && (shown.length === 0 || shown.some((pattern) => pattern.matches(entry.name)));
  return !rules.prunes || hasFiles(call, rules, entry);
}

/** Whether anything in it is no directory. */
function hasFiles(call: ProgramCall, rules: TreeRules, directory: TreeEntry): boolean {
  const pending = directory.isLink ? [] : [directory];
  const all = { ...rules, prunes: false };
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const entry of entriesOf(call, all, next.path)) {
      if (!entry.isDirectory) return true;
      if (!entry.isLink) pending.push(entry);
    }
  }
  return false;
}

function entryAt({ files }: ProgramCall, name: string, path: string): TreeEntry | undefined {
  const status = statusOf(files, path, false);
  if (!status) return undefined;
  const isLinked = isLink(status);
  const led = isLinked ? statusOf(files, path) : status;
  return {
    name,
    path,
    status,
    isLink: isLinked,
    isOrphan: led === undefined,
    target: isLinked ? files.readlink(path) : "",
    isDirectory: led !== undefined && isDirectory(led),
    mode: (led ?? status).mode,
  };
}
