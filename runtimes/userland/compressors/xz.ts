import { xzFaultText } from "../compression/fault-texts.ts";
import { FORMATS, formatOfData } from "../compression/formats.ts";
import { isXz } from "../compression/xz-format.ts";
import { Failure } from "../program/failure.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { program } from "../program/program.ts";
import type { Dialect, FilterTask, Sizes } from "./dialect.ts";
import { FilterRun } from "./filter-run.ts";
import { listXz } from "./xz-listing.ts";

/* https://tukaani.org/xz. The older format is read, not written. */

const OPTIONS = {
  compress: { letters: "z", about: "compress" },
  decompress: { letters: "d", about: "decompress" },
  uncompress: {},
  test: { letters: "t", about: "only read compressed FILEs, to see if they are whole" },
  list: { letters: "l", about: "print what is in compressed FILEs, and how large" },
  keep: { letters: "k", about: "keep the FILEs" },
  force: { letters: "f", about: "replace files, and follow links" },
  stdout: { letters: "c", about: "write to standard output, and keep the FILEs" },
  "to-stdout": {},
  "single-stream": {},
  "no-sparse": {},
  suffix: { letters: "S", value: ".SUF", about: "compressed files end with .SUF, not .xz" },
  format: { letters: "F", value: "FORMAT", about: "read or write this format: auto, xz, or lzma" },
  check: { letters: "C", value: "CHECK", about: "(of no effect)" },
  "ignore-check": {},
  "0": { about: "compress fast" },
  "1": {},
  "2": {},
  "3": {},
  "4": {},
  "5": {},
  "6": {},
  "7": {},
  "8": {},
  "9": { about: "compress well" },
  extreme: { letters: "e", about: "(of no effect)" },
  threads: { letters: "T", value: "NUM", about: "(of no effect)" },
  "block-size": { value: "SIZE" },
  memlimit: { letters: "M", value: "LIMIT" },
  memory: { value: "LIMIT" },
  quiet: { letters: "q", about: "print no warnings; twice: no errors" },
  verbose: { letters: "v", about: "say what was done with each FILE" },
  "no-warn": { letters: "Q", about: "warnings are no matter for the status" },
  robot: {},
  h: {},
  H: {},
  V: {},
} as const;

const LEVELS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const WARNING = 2;

type XzName = "xz" | "unxz" | "xzcat" | "lzma" | "unlzma" | "lzcat";

function xzProgram(name: XzName, about: string) {
  const usage: Usage = { usage: "[OPTION]... [FILE]...", about, like: "XZ Utils" };
  return program({
    name,
    ...usage,
    options: OPTIONS,
    hint: `${name}: Try \`${name} --help' for more information.`,
    run: async (call) => {
      const { options, output } = call;
      if (options.has("h", "H")) output.putText(helpText(name, usage, OPTIONS));
      else if (options.has("V")) output.putText(versionText(name, usage));
      else {
        if (options.has("list")) return await listXz(call, sizeText);
        const last = options.last("decompress", "uncompress", "compress", "test");
        const isDecoder = name !== "xz" && name !== "lzma";
        const wanted = last ?? (isDecoder ? "decompress" : "compress");
        const task = wanted === "uncompress" ? "decompress" : wanted;
        const isOld = options.value("format") === "lzma" || name === "lzma";
        if (isOld && task === "compress") throw new Failure("the format lzma is read only; use xz");
        const level = options.last(...LEVELS);
        return new FilterRun(
          call,
          dialectOf(call.name, options.all.filter((option) => option.name === "quiet").length),
          {
            task,
            toStdout: options.has("stdout", "to-stdout") || name === "xzcat" || name === "lzcat",
            isForced: options.has("force"),
            keeps: options.has("keep"),
            isVerbose: options.has("verbose"),
            isQuiet: options.has("quiet"),
            isRecursive: false,
            level: level && Number(level),
            suffix: options.value("suffix") ?? ".xz",
            output: undefined,
            format: FORMATS.xz,
          },
        ).run();
      }
      return 0;
    },
  });
}

const SUFFIXES: readonly (readonly [suffix: string, bare: string])[] = [
  [".xz", ""],
  [".lzma", ""],
  [".txz", ".tar"],
  [".tlz", ".tar"],
];

function dialectOf(name: string, quiet: number): Dialect {
  const failed = (text: string) => ({ text: quiet > 1 ? "" : `${name}: ${text}\n`, status: 1 });
  const warned = (text: string) => ({ text: quiet > 0 ? "" : `${name}: ${text}\n`, status: WARNING });
  return {
    stdin: "(stdin)",
    stopsAtFault: false,
    cannotOpen: (path, reason) => failed(`${path}: ${reason}`),
    isDirectory: (path) => warned(`${path}: Is a directory, skipping`),
    hasSuffix: (path, suffix) => warned(`${path}: File already has \`${suffix}' suffix, skipping`),
    unknownSuffix: (path) => warned(`${path}: Filename has an unknown suffix, skipping`),
    exists: (target) => failed(`${target}: File exists`),
    isLink: (path) => warned(`${path}: Is a symbolic link, skipping`),
    hasLinks: (path) => warned(`${path}: Input file has more than one hard link, skipping`),
    fault: (path, _target, fault) => ({ text: quiet > 1 ? "" : xzFaultText(name, path, fault), status: 1 }),
    isForeign: (head) => !isXz(head) && formatOfData(head) !== FORMATS.lzma,
    result: resultText,
    bareName: (path, { suffix }) => {
      const found = [[suffix, ""] as const, ...SUFFIXES].find(([one]) => path.endsWith(one));
      return found && path.slice(0, -found[0].length) + found[1];
    },
  };
}

function resultText(path: string, _target: string, { plainBytes, compressedBytes }: Sizes, task: FilterTask): string {
  if (!task.isVerbose) return "";
  const ratio = compressedBytes / plainBytes;
  const shown = ratio > 9.999 ? "> 9.999" : `= ${ratio.toFixed(3)}`;
  return `${path}: ${sizeText(compressedBytes)} / ${sizeText(plainBytes)} ${shown}\n`;
}

/** In bytes up to 9999, then in larger units with one decimal. */
function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let [value, unit] = [bytes / 1024, 0];
  for (; value > 9999.9 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${units[unit] ?? ""}`;
}

const READS = "Without FILE, or for -, it reads standard input and writes to standard output.";
const UNPACKS = `Puts what is in each compressed FILE in its place. ${READS}`;
const PRINTS = "Prints what is in each compressed FILE, or standard input.";
export const xzPrograms = {
  xz: xzProgram("xz", `Puts each FILE compressed into FILE.xz, in its place. ${READS}`),
  unxz: xzProgram("unxz", UNPACKS),
  xzcat: xzProgram("xzcat", PRINTS),
  lzma: xzProgram("lzma", `Decompresses FILEs of the older format with -d. ${READS}`),
  unlzma: xzProgram("unlzma", UNPACKS),
  lzcat: xzProgram("lzcat", PRINTS),
};
