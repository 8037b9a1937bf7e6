import { bzip2FaultText } from "../compression/fault-texts.ts";
import { FORMATS } from "../compression/formats.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { program } from "../program/program.ts";
import type { Dialect, FilterTask, Sizes } from "./dialect.ts";
import { FilterRun } from "./filter-run.ts";

/* https://sourceware.org/bzip2/manual/manual.html */

const OPTIONS = {
  decompress: { letters: "d", about: "decompress" },
  compress: { letters: "z", about: "compress" },
  keep: { letters: "k", about: "keep the FILEs" },
  force: { letters: "f", about: "replace files, and follow links" },
  test: { letters: "t", about: "only read compressed FILEs, to see if they are whole" },
  stdout: { letters: "c", about: "write to standard output" },
  quiet: { letters: "q", about: "print less" },
  verbose: { letters: "v", about: "say what was done with each FILE" },
  small: { letters: "s", about: "(of no effect)" },
  license: { letters: "L" },
  V: {},
  h: {},
  fast: { letters: "1", about: "compress in small blocks" },
  "2": {},
  "3": {},
  "4": {},
  "5": {},
  "6": {},
  "7": {},
  "8": {},
  best: { letters: "9", about: "compress in large blocks" },
} as const;

/** Names of files are filled up to this, and to the longest one. */
const SHORTEST = 7;
const LEVELS = ["fast", "2", "3", "4", "5", "6", "7", "8", "best"] as const;
const SUFFIXES: readonly (readonly [suffix: string, bare: string])[] = [
  [".bz2", ""],
  [".bz", ""],
  [".tbz2", ".tar"],
  [".tbz", ".tar"],
];

function bzip2Program(name: "bzip2" | "bunzip2" | "bzcat", about: string) {
  const usage: Usage = { usage: "[OPTION]... [FILE]...", about, like: "bzip2" };
  return program({
    name,
    ...usage,
    options: OPTIONS,
    usageError: (process, message) => {
      const flag = /'(?<flag>[^']*)'$/.exec(message)?.groups?.["flag"] ?? "";
      const shown = flag.startsWith("--") ? flag : `-${flag}`;
      return process.printError(`${name}: Bad flag \`${shown}'\n${helpText(name, usage, OPTIONS)}`);
    },
    run: async (call) => {
      const { options, output } = call;
      if (options.has("h")) output.putText(helpText(name, usage, OPTIONS));
      else if (options.has("V", "license")) output.putText(versionText(name, usage));
      else {
        const last = options.last("decompress", "compress", "test");
        const level = options.last(...LEVELS);
        const task = last ?? (name === "bzip2" ? "compress" : "decompress");
        return new FilterRun(call, dialectOf(call.name, call.operands), {
          task,
          toStdout: options.has("stdout") || name === "bzcat",
          isForced: options.has("force"),
          keeps: options.has("keep"),
          isVerbose: options.has("verbose"),
          isQuiet: options.has("quiet"),
          isRecursive: false,
          level: level && LEVELS.indexOf(level) + 1,
          suffix: ".bz2",
          output: undefined,
          format: FORMATS.bzip2,
        }).run();
      }
      return 0;
    },
  });
}

function dialectOf(name: string, paths: readonly string[]): Dialect {
  const longest = Math.max(SHORTEST, ...paths.map(({ length }) => length));
  const failed = (text: string) => ({ text: `${name}: ${text}\n`, status: 1 });
  return {
    stdin: "(stdin)",
    stopsAtFault: true,
    cannotOpen: (path, reason) => failed(`Can't open input file ${path}: ${reason}.`),
    isDirectory: (path) => failed(`Input file ${path} is a directory.`),
    hasSuffix: (path, suffix) => failed(`Input file ${path} already has ${suffix} suffix.`),
    unknownSuffix: (path) => ({
      text: `${name}: Can't guess original name for ${path} -- using ${path}.out\n`,
      status: 0,
      target: `${path}.out`,
    }),
    exists: (target) => failed(`Output file ${target} already exists.`),
    isLink: (path) => failed(`Input file ${path} is not a normal file.`),
    hasLinks: (path, others) => failed(`Input file ${path} has ${others} other link${others > 1 ? "s" : ""}.`),
    fault: (path, target, fault) => {
      const isFile = target !== undefined && target !== "(stdout)" && !fault.problems.includes("not the format");
      const deleting = isFile ? `${name}: Deleting output file ${target}, if it exists.\n` : "";
      return { text: bzip2FaultText(name, path, target, fault) + deleting, status: 2 };
    },
    result: (path, _target, sizes, task) => resultText(`${path}: ${" ".repeat(longest - path.length)}`, sizes, task),
    bareName: (path) => {
      const found = SUFFIXES.find(([suffix]) => path.endsWith(suffix));
      return found && path.slice(0, -found[0].length) + found[1];
    },
  };
}

function resultText(name: string, { plainBytes, compressedBytes }: Sizes, task: FilterTask): string {
  if (!task.isVerbose) return "";
  if (task.task === "test") return `  ${name}ok\n`;
  if (task.task === "decompress") return `  ${name}done\n`;
  if (plainBytes === 0) return `  ${name} no data compressed.\n`;
  const ratio = (plainBytes / compressedBytes).toFixed(3).padStart(6);
  const bits = ((8 * compressedBytes) / plainBytes).toFixed(3).padStart(6);
  const saved = (100 * (1 - compressedBytes / plainBytes)).toFixed(2).padStart(5);
  return `  ${name}${ratio}:1, ${bits} bits/byte, ${saved}% saved, ${plainBytes} in, ${compressedBytes} out.\n`;
}

const READS = "Without FILE, or for -, it reads standard input and writes to standard output.";
export const bzip2 = bzip2Program("bzip2", `Puts each FILE compressed into FILE.bz2, in its place. ${READS}`);
export const bunzip2 = bzip2Program("bunzip2", `Puts what is in each compressed FILE in its place. ${READS}`);
export const bzcat = bzip2Program("bzcat", "Prints what is in each compressed FILE, or standard input.");
