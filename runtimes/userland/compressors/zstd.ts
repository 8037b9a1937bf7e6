import { zstdFaultText } from "../compression/fault-texts.ts";
import { FORMATS } from "../compression/formats.ts";
import { Failure } from "../program/failure.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { program } from "../program/program.ts";
import type { Dialect, FilterTask, Sizes } from "./dialect.ts";
import { FilterRun } from "./filter-run.ts";
import { listZstd } from "./zstd-listing.ts";

/* https://facebook.github.io/zstd, without dictionaries. */

const OPTIONS = {
  decompress: { letters: "d", about: "decompress" },
  uncompress: {},
  compress: { letters: "z", about: "compress" },
  keep: { letters: "k", about: "keep the FILEs, as is done anyway" },
  rm: { about: "remove the FILEs when they are done" },
  force: { letters: "f", about: "replace files, and follow links" },
  stdout: { letters: "c", about: "write to standard output" },
  output: { letters: "o", value: "FILE", about: "write to FILE" },
  test: { letters: "t", about: "only read compressed FILEs, to see if they are whole" },
  list: { letters: "l", about: "print how many frames FILEs have, and how large they are" },
  quiet: { letters: "q", about: "say nothing" },
  verbose: { letters: "v", about: "say more" },
  r: { about: "go into directories" },
  ultra: { about: "(of no effect)" },
  fast: { value: "[LEVEL]", about: "compress fast" },
  "0": {},
  "1": { about: "compress fast" },
  "2": {},
  "3": {},
  "4": {},
  "5": {},
  "6": {},
  "7": {},
  "8": {},
  "9": { about: "compress well" },
  threads: { letters: "T", value: "NUM", about: "(of no effect)" },
  memory: { letters: "M", value: "LIMIT" },
  long: { value: "[BITS]" },
  adapt: {},
  check: {},
  "no-check": {},
  "no-progress": {},
  progress: {},
  sparse: {},
  "no-sparse": {},
  D: { value: "DICTIONARY" },
  train: {},
  format: { value: "FORMAT" },
  h: {},
  H: {},
  V: {},
} as const;

const DEFAULT_LEVEL = 3;
const MAX_LEVEL = 19;
const BANNER = "*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***\n";
const SUFFIXES: readonly (readonly [suffix: string, bare: string])[] = [
  [".zst", ""],
  [".tzst", ".tar"],
];

function zstdProgram(name: "zstd" | "unzstd" | "zstdcat", about: string) {
  const usage: Usage = { usage: "[OPTION]... [FILE]...", about, like: "zstd" };
  return program({
    name,
    ...usage,
    options: OPTIONS,
    usageError: (process) => process.printError(`Incorrect parameters \n${helpText(name, usage, OPTIONS)}`),
    run: async (call) => {
      const { options, output, process } = call;
      if (options.has("h", "H")) output.putText(helpText(name, usage, OPTIONS));
      else if (options.has("V")) output.putText(versionText(name, usage));
      else {
        if (options.has("list")) return await listZstd(call);
        for (const refused of ["D", "train"] as const)
          if (options.has(refused)) throw new Failure(`option ${refused} is not supported`);
        const last = options.last("decompress", "uncompress", "compress", "test");
        const wanted = last ?? (name === "zstd" ? "compress" : "decompress");
        const toStdout = options.has("stdout") || name === "zstdcat" || options.value("output") === "-";
        const isQuiet = options.has("quiet") || toStdout;
        if (options.has("verbose") && !options.has("quiet")) await process.printError(BANNER);
        return new FilterRun(call, dialect(call.operands.length, options.has("quiet")), {
          task: wanted === "uncompress" ? "decompress" : wanted,
          toStdout,
          isForced: options.has("force"),
          keeps: !options.has("rm"),
          isVerbose: options.has("verbose"),
          isQuiet,
          isRecursive: options.has("r"),
          level: levelOf(call.options.all.map((option) => option.name)),
          suffix: ".zst",
          output: toStdout ? undefined : options.value("output"),
          format: FORMATS.zstd,
        }).run();
      }
      return 0;
    },
  });
}

/** Digits that follow each other are one number. */
function levelOf(names: readonly string[]): number {
  const digits = /(?<level>\d+)\D*$/.exec(names.map((name) => (/^\d$/.test(name) ? name : " ")).join(""))?.groups?.[
    "level"
  ];
  return digits === undefined ? DEFAULT_LEVEL : Math.max(1, Math.min(MAX_LEVEL, Number(digits)));
}

function dialect(count: number, isQuiet: boolean): Dialect {
  const failed = (text: string) => ({ text: `zstd: ${text}\n`, status: 1 });
  return {
    stdin: "/*stdin*\\",
    stopsAtFault: false,
    cannotOpen: (path, reason) => failed(`can't stat ${path} : ${reason} -- ignored `),
    isDirectory: (path) => failed(`${path} is a directory -- ignored `),
    hasSuffix: () => undefined,
    unknownSuffix: (path) =>
      failed(
        `${path}: unknown suffix (.zst/.tzst/.gz/.tgz/.lzma/.xz/.txz/.lz4/.tlz4 expected). Can't derive the output file name. Specify it with -o dstFileName. Ignoring.`,
      ),
    exists: (target) =>
      failed(`${target} already exists; ${isQuiet ? "not overwritten  " : "overwrite (y/n) ? Not overwritten  \n "}`),
    isLink: (path) => ({ text: `Warning : ${path} is a symbolic link, ignoring \n`, status: 0 }),
    hasLinks: () => undefined,
    fault: (path, _target, fault, isStart) => ({ text: zstdFaultText(path, fault, isStart), status: 1 }),
    result: (path, target, sizes, task) =>
      task.isQuiet || (count > 1 && !task.isVerbose) ? "" : resultText(path, target, sizes, task),
    bareName: (path) => {
      const found = SUFFIXES.find(([suffix]) => path.endsWith(suffix));
      return found && path.slice(0, -found[0].length) + found[1];
    },
  };
}

function resultText(
  path: string,
  target: string,
  { plainBytes, compressedBytes }: Sizes,
  { task }: FilterTask,
): string {
  if (task !== "compress") return `${path.padEnd(20)}: ${plainBytes} bytes \n`;
  const percent = plainBytes === 0 ? "  " : `${((100 * compressedBytes) / plainBytes).toFixed(2).padStart(6)}%   `;
  return `${path.padEnd(20)} :${percent}(${sizeText(plainBytes)} => ${sizeText(compressedBytes)}, ${target}) \n`;
}

/** In units, with about three digits. */
function sizeText(bytes: number): string {
  const units = ["  B", " KiB", " MiB", " GiB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : value > 1 ? 2 : 3;
  return `${value.toFixed(digits).padStart(6)}${units[unit] ?? ""}`;
}

const READS = "Without FILE, or for -, it reads standard input and writes to standard output.";
export const zstd = zstdProgram("zstd", `Puts each FILE compressed into FILE.zst, beside it. ${READS}`);
export const unzstd = zstdProgram("unzstd", `Puts what is in each compressed FILE beside it. ${READS}`);
export const zstdcat = zstdProgram("zstdcat", "Prints what is in each compressed FILE, or standard input.");
