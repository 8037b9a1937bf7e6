import type { GivenOptions } from "../program/options.ts";
import type { ProgramCall } from "../program/program.ts";

export const OPTIONS = {
  ascii: { letters: "a" },
  b: { value: "BITS" },
  stdout: { letters: "c", about: "write to standard output, and keep the FILEs" },
  "to-stdout": {},
  decompress: { letters: "d", about: "decompress" },
  uncompress: {},
  force: { letters: "f", about: "replace files, follow links, and pass on what isn't compressed with -dc" },
  h: {},
  keep: { letters: "k", about: "keep the FILEs" },
  list: { letters: "l", about: "tell of what is in compressed FILEs" },
  license: { letters: "L" },
  "no-name": { letters: "n", about: "neither keep nor bring back names and times" },
  name: { letters: "N", about: "keep names and times, or bring them back" },
  quiet: { letters: "q", about: "print no warnings" },
  silent: {},
  synchronous: { about: "(of no effect)" },
  recursive: { letters: "r", about: "go into directories" },
  rsyncable: { about: "(of no effect)" },
  suffix: { letters: "S", value: "SUF", about: "compressed files end with SUF, not .gz" },
  test: { letters: "t", about: "only read compressed FILEs, to see if they are whole" },
  verbose: { letters: "v", about: "say what was done with each FILE" },
  V: {},
  lzw: { letters: "Z" },
  fast: { letters: "1", about: "compress fast" },
  "2": {},
  "3": {},
  "4": {},
  "5": {},
  "6": {},
  "7": {},
  "8": {},
  best: { letters: "9", about: "compress well" },
} as const;

export type Name = keyof typeof OPTIONS;
export type Call = ProgramCall<Name>;

const LEVELS = ["fast", "2", "3", "4", "5", "6", "7", "8", "best"] as const;
const DEFAULT_LEVEL = 6;

export interface Settings {
  readonly task: "compress" | "decompress" | "test" | "list";
  readonly toStdout: boolean;
  readonly isForced: boolean;
  readonly keeps: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly isRecursive: boolean;
  /** Whether names, and times, go into headers or come out of them. */
  readonly withName: boolean;
  readonly withTime: boolean;
  readonly suffix: string;
  readonly level: number;
}

export function settingsOf(options: GivenOptions<Name>, name: string): Settings {
  const isCompressing = name === "gzip" && !options.has("decompress", "uncompress", "test", "list");
  const naming = options.last("name", "no-name");
  const level = options.last(...LEVELS);
  return {
    task: options.has("list") ? "list" : options.has("test") ? "test" : isCompressing ? "compress" : "decompress",
    toStdout: name === "zcat" || options.has("stdout", "to-stdout"),
    isForced: options.has("force"),
    keeps: options.has("keep"),
    isQuiet: options.last("quiet", "silent", "verbose") !== "verbose" && options.has("quiet", "silent"),
    isVerbose: options.has("verbose") && options.last("quiet", "silent", "verbose") === "verbose",
    isRecursive: options.has("recursive"),
    withName: naming === undefined ? isCompressing : naming === "name",
    withTime: naming === undefined ? isCompressing : naming === "name",
    suffix: options.value("suffix") ?? ".gz",
    level: level === undefined ? DEFAULT_LEVEL : LEVELS.indexOf(level) + 1,
  };
}
