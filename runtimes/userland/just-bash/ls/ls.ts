import { compareText } from "../../../web/collation.ts";
import { host } from "../host.ts";
import type { SlotCommand } from "../slot-command.ts";
import { blocksOf, type Entry, entryAt, formatLines, isDirectory, isLink, messageOf, sizeText } from "./entry.ts";
import { type LsOptions, parseLsArguments } from "./options.ts";

const SERIOUS = 2;
const MINOR = 1;

/** GNU's `ls`, as it prints where output is no terminal. The interpreter's shows one mode and one owner for all files. */
export const ls: SlotCommand = async (args, context, original) => {
  if (args.includes("--help")) return original(args);
  const parsed = parseLsArguments(args);
  if ("fault" in parsed)
    return { stdout: "", stderr: `ls: ${parsed.fault}\nTry 'ls --help' for more information.\n`, exitCode: SERIOUS };
  const listing = new Listing(parsed.options);
  listing.show(parsed.operands, (path) => context.fs.resolvePath(context.cwd, path));
  return { stdout: listing.stdout.join(""), stderr: listing.stderr, exitCode: listing.exitCode };
};

class Listing {
  readonly stdout: string[] = [];
  stderr = "";
  exitCode = 0;
  readonly #options: LsOptions;
  readonly #nowMs = Date.now();

  constructor(options: LsOptions) {
    this.#options = options;
  }

  show(operands: readonly string[], resolve: (path: string) => string): void {
    const named = (operands.length === 0 ? ["."] : operands).flatMap((name) => this.#operand(name, resolve(name)));
    const isListed = (entry: Entry): boolean => isDirectory(entry) && !this.#options.directoriesThemselves;
    const files = this.#sorted(named.filter((entry) => !isListed(entry)));
    this.stdout.push(formatLines(files, this.#options, this.#nowMs));
    const directories = this.#sorted(named.filter(isListed));
    const withTitles = operands.length > 1 || this.#options.recursive;
    for (const [index, directory] of directories.entries()) {
      if (index > 0 || files.length > 0) this.stdout.push("\n");
      this.#directory(directory, withTitles, SERIOUS);
    }
  }

  #operand(name: string, path: string): Entry[] {
    const { long, directoriesThemselves, indicator, followLinks } = this.#options;
    // A link to a directory that is named stands for the directory, unless links are what is asked for.
    const follows = followLinks || !(long || directoriesThemselves || indicator === "classify") || name.endsWith("/");
    let entry = entryAt(name, path, follows);
    // A dangling link is there all the same.
    if (typeof entry === "string" && follows && !name.endsWith("/")) entry = entryAt(name, path, false);
    else if (typeof entry !== "string" && follows && !followLinks && !isDirectory(entry))
      entry = entryAt(name, path, name.endsWith("/"));
    if (typeof entry !== "string") return [entry];
    this.#fail(`cannot access '${name}': ${entry}`, SERIOUS);
    return [];
  }

  #directory({ name, path }: Entry, withTitle: boolean, severity: number): void {
    const listed = host().readdir(path);
    if (typeof listed === "number") {
      this.#fail(`cannot open directory '${name}': ${messageOf(listed)}`, severity);
      return;
    }
    if (withTitle) this.stdout.push(`${name}:\n`);
    const names = listed === "" ? [] : listed.split("/").map((entry) => entry.slice(1));
    const { hidden, followLinks, long, blocks } = this.#options;
    const shown = [...(hidden === "all" ? [".", ".."] : []), ...names].filter(
      (entry) => hidden !== "none" || !entry.startsWith("."),
    );
    const entries = this.#sorted(
      shown.flatMap((entry) => {
        const found = entryAt(entry, `${path === "/" ? "" : path}/${entry}`, followLinks);
        if (typeof found !== "string") return [found];
        this.#fail(`cannot access '${name}/${entry}': ${found}`, MINOR);
        return [];
      }),
    );
    if (long || blocks) {
      const total = entries.reduce((sum, entry) => sum + blocksOf(entry), 0);
      this.stdout.push(`total ${sizeText(total * 1024, this.#options, String(total))}\n`);
    }
    this.stdout.push(formatLines(entries, this.#options, this.#nowMs));
    if (!this.#options.recursive) return;
    for (const entry of entries) {
      if (!isDirectory(entry) || isLink(entry) || entry.name === "." || entry.name === "..") continue;
      this.stdout.push("\n");
      this.#directory({ ...entry, name: `${name === "/" ? "" : name}/${entry.name}` }, true, MINOR);
    }
  }

  #sorted(entries: readonly Entry[]): Entry[] {
    const { sort, reverse, directoriesFirst } = this.#options;
    const sorted = [...entries];
    if (sort !== "none") sorted.sort((a, b) => ORDERS[sort](a, b) || compareText(a.name, b.name));
    if (reverse && sort !== "none") sorted.reverse();
    if (directoriesFirst) sorted.sort((a, b) => Number(leadsToDirectory(b)) - Number(leadsToDirectory(a)));
    return sorted;
  }

  #fail(message: string, exitCode: number): void {
    this.stderr += `ls: ${message}\n`;
    this.exitCode = Math.max(this.exitCode, exitCode);
  }
}

function leadsToDirectory(entry: Entry): boolean {
  const target = isLink(entry) ? entryAt(entry.name, entry.path, true) : entry;
  return typeof target !== "string" && isDirectory(target);
}

const ORDERS: Readonly<Record<Exclude<LsOptions["sort"], "none">, (a: Entry, b: Entry) => number>> = {
  name: () => 0,
  size: (a, b) => b.size - a.size,
  time: (a, b) => b.mtimeMs - a.mtimeMs,
  extension: (a, b) => compareText(extensionOf(a.name), extensionOf(b.name)),
  version: (a, b) => compareVersions(a.name, b.name),
};

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

/** Runs of digits count as numbers. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.split(/(\d+)/));
  for (const [index, part] of (left ?? []).entries()) {
    const other = right?.[index];
    if (other === undefined) return 1;
    const difference = index % 2 === 1 ? Number(part) - Number(other) : compareText(part, other);
    if (difference !== 0) return difference;
  }
  return -1;
}
