import type { FileStatus } from "../../kernel/description.ts";
import { accessTime, changeTime, compareTimes, type FileTime, modificationTime } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { UsageError } from "../program/options.ts";
import { ignoredBy } from "../search/ignore-rules.ts";
import { FileTypes } from "./file-types.ts";
import { globRule } from "./glob-check.ts";
import type { IgnoreSettings } from "./ignore-files.ts";
import type { RgCall, RgOption } from "./options.ts";
import { numberOf, sizeOf } from "./settings.ts";

const SORT_KEYS = ["accessed", "created", "modified", "none", "path"];

/** What the options say of the files to search. */
export interface WalkSettings {
  readonly types: FileTypes;
  readonly hasHidden: boolean;
  readonly followsLinks: boolean;
  readonly maxDepth: number;
  readonly maxBytes: number;
  /** Nothing if no files with patterns are looked at. */
  readonly ignore: IgnoreSettings | undefined;
  readonly ignoreFiles: readonly string[];
  /** One file after the other is searched, in an order. */
  readonly isInOrder: boolean;
  compare(a: string, b: string): number;
  /** Whether a glob of the options takes a path, or leaves it out; nothing if they don't say. */
  takes(path: string, isDirectory: boolean): boolean | undefined;
}

/** @throws Failure, UsageError */
export function walkSettings(call: RgCall): WalkSettings {
  const { options } = call;
  const isOn = (name: RgOption, not: RgOption) => options.last(name, not) === name;
  const unrestricted = options.all.filter(({ name }) => name === "unrestricted").length;
  const order = orderOf(call);
  const ignoresAll = options.last("no-ignore", "unrestricted", "ignore") ?? "ignore";
  return {
    types: new FileTypes(call),
    hasHidden: isOn("hidden", "no-hidden") || unrestricted > 1,
    followsLinks: isOn("follow", "no-follow"),
    maxDepth: numberOf(call, options.last("max-depth", "maxdepth") ?? "max-depth") ?? Number.POSITIVE_INFINITY,
    maxBytes: sizeOf(call, "max-filesize") ?? Number.POSITIVE_INFINITY,
    ignore:
      ignoresAll === "ignore"
        ? {
            usesDot: !isOn("no-ignore-dot", "ignore-dot"),
            usesVcs: !isOn("no-ignore-vcs", "ignore-vcs"),
            usesExclude: !isOn("no-ignore-exclude", "ignore-exclude"),
            usesParents: !isOn("no-ignore-parent", "ignore-parent"),
            needsRepository: !isOn("no-require-git", "require-git"),
            ignoresCase: isOn("ignore-file-case-insensitive", "no-ignore-file-case-insensitive"),
          }
        : undefined,
    ignoreFiles: isOn("no-ignore-files", "ignore-files") ? [] : options.values("ignore-file"),
    isInOrder: order !== undefined || numberOf(call, "threads") === 1,
    compare: order ?? comparePaths,
    takes: globChoice(call),
  };
}

/** @throws Failure */
function globChoice({ options }: RgCall): WalkSettings["takes"] {
  const all = options.last("glob-case-insensitive", "no-glob-case-insensitive") === "glob-case-insensitive";
  const rules = [
    ...options.values("glob").map((glob) => globRule(glob, all)),
    ...options.values("iglob").map((glob) => globRule(glob, true)),
  ];
  const isWhitelist = rules.some(({ isNegated }) => !isNegated);
  return (path, isDirectory) => {
    if (rules.length === 0) return undefined;
    const verdict = ignoredBy(rules, path.replace(/^\.\//, ""), isDirectory);
    return verdict === undefined && isWhitelist && !isDirectory ? false : verdict;
  };
}

function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @returns nothing if any order will do @throws UsageError */
function orderOf({ options, files }: RgCall): ((a: string, b: string) => number) | undefined {
  const last = options.all.findLast(({ name }) => ["sort", "sortr", "sort-files", "no-sort-files"].includes(name));
  if (!last || last.name === "no-sort-files") return undefined;
  const key = last.name === "sort-files" ? "path" : (last.value ?? "");
  if (!SORT_KEYS.includes(key))
    throw new UsageError(
      `'${key}' isn't a valid value for '--${last.name} <SORTBY>'\n\t[possible values: ${SORT_KEYS.join(", ")}]\n`,
    );
  if (key === "none") return undefined;
  const sign = last.name === "sortr" ? -1 : 1;
  if (key === "path") return (a, b) => sign * comparePaths(a, b);
  const time: (status: FileStatus) => FileTime =
    key === "accessed" ? accessTime : key === "created" ? changeTime : modificationTime;
  return (a, b) => {
    try {
      return sign * compareTimes(time(files.stat(a)), time(files.stat(b)));
    } catch (error) {
      if (error instanceof SystemError) return 0;
      throw error;
    }
  };
}
