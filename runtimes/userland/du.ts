import { compilePattern, type Pattern } from "../bash/expansion/pattern.ts";
import { accessTime, changeTime, modificationTime } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { type DuNode, type DuRules, DuTree } from "./du-tree.ts";
import {
  BYTES,
  HUMAN,
  HUMAN_SI,
  KIBIBYTES,
  MEBIBYTES,
  parseBlockSize,
  type SizeFormat,
  sizeText,
} from "./program/block-sizes.ts";
import { formatDate, momentOf } from "./program/date-format.ts";
import { Failure } from "./program/failure.ts";
import { eachInput } from "./program/inputs.ts";
import { linesOf } from "./program/lines.ts";
import { chooseWord, parseSize } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";
import { timeZone } from "./program/time-zone.ts";

/* https://www.gnu.org/software/coreutils/du. There is one file system. */

const OPTIONS = {
  null: { letters: "0", about: "lines end with NUL" },
  all: { letters: "a", about: "print files too, not only directories" },
  "apparent-size": { about: "count what files contain, not what they take" },
  "block-size": { letters: "B", value: "SIZE", about: "print in units of SIZE" },
  bytes: { letters: "b", about: "as --apparent-size --block-size=1" },
  total: { letters: "c", about: "print a total" },
  "dereference-args": { letters: "D", about: "follow links that are operands" },
  "max-depth": { letters: "d", value: "N", about: "print directories only N levels below the operands" },
  "files0-from": { value: "FILE", about: "take operands from FILE, where they end with NUL" },
  H: {},
  "human-readable": { letters: "h", about: "print sizes such as 1K 234M 2G" },
  inodes: { about: "count inodes, not blocks" },
  k: { about: "as --block-size=1K" },
  dereference: { letters: "L", about: "follow all links" },
  "count-links": { letters: "l", about: "count files once for each of their names" },
  m: { about: "as --block-size=1M" },
  "no-dereference": { letters: "P", about: "follow no links" },
  "separate-dirs": { letters: "S", about: "don't count directories into the ones they are in" },
  si: { about: "as -h, but with powers of 1000" },
  summarize: { letters: "s", about: "print only the operands" },
  threshold: { letters: "t", value: "SIZE", about: "leave out what is smaller than SIZE, or larger than -SIZE" },
  time: { value: "[WORD]", about: "print the time of the last change in each" },
  "time-style": { value: "STYLE", about: "print times as full-iso, long-iso, iso or +FORMAT does" },
  "exclude-from": { letters: "X", value: "FILE", about: "leave out what matches a pattern in FILE" },
  exclude: { value: "PATTERN", about: "leave out what matches PATTERN" },
  "one-file-system": { letters: "x", about: "(of no effect)" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const TIMES = [
  ["atime", "access", "use"],
  ["ctime", "status"],
];
const TIME_STYLES: Readonly<Record<string, string>> = {
  "full-iso": "%Y-%m-%d %H:%M:%S.%N %z",
  "long-iso": "%Y-%m-%d %H:%M",
  iso: "%Y-%m-%d",
};

export const du = program({
  name: "du",
  usage: ["[OPTION]... [FILE]...", "[OPTION]... --files0-from=FILE"],
  about:
    "Counts what each FILE takes on disk, in units of 1024 bytes, and prints that for all directories in it. Without FILE, it counts the current directory.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    const maxDepth = await depthOf(call);
    const format = formatOf(call);
    const threshold = thresholdOf(call);
    const isSeparate = options.has("separate-dirs");
    const end = options.has("null") ? "\0" : "\n";
    const timeFormat = timeFormatOf(call);
    const zone = timeZone(process.env.get("TZ"));
    const print = (size: number, timeMs: number, name: string): void => {
      if (threshold !== undefined && (threshold < 0 ? size > -threshold : size < threshold)) return;
      const time = timeFormat === undefined ? "" : `\t${formatDate(timeFormat, momentOf(timeMs), zone)}`;
      output.putText(`${sizeText(size, format)}${time}\t${name}${end}`);
    };
    const operands = await operandsOf(call);
    const tree = new DuTree(call, {
      followsAll: options.last("dereference", "no-dereference", "dereference-args", "H") === "dereference",
      followsOperands:
        options.last("dereference", "no-dereference", "dereference-args", "H") !== "no-dereference" &&
        options.has("dereference", "dereference-args", "H"),
      countsLinks: options.has("count-links"),
      time: timeOf(call),
      hasSeveral: operands.length > 1 || options.has("files0-from"),
      measure: options.has("inodes") ? "inodes" : options.has("apparent-size", "bytes") ? "content" : "disk",
      excluded: await excludedOf(call),
    });
    let [total, newestMs] = [0, 0];
    for (const operand of operands) {
      if (operand === "") {
        await call.complain("invalid zero-length file name");
        continue;
      }
      await tree.walk(operand, async (node: DuNode) => {
        const isShown = node.depth <= maxDepth && (node.isDirectory || options.has("all") || node.depth === 0);
        if (isShown) print(isSeparate ? node.ownSize : node.size, node.timeMs, node.path);
        if (node.depth === 0) {
          total += node.size;
          newestMs = Math.max(newestMs, node.timeMs);
        }
        if (output.isFull) await output.flush();
      });
    }
    if (options.has("total")) print(total, newestMs, "total");
  },
});

/** @throws UsageError */
async function depthOf(call: Call): Promise<number> {
  const { options } = call;
  const text = options.value("max-depth");
  if (text !== undefined && !/^\d+$/.test(text)) throw new UsageError(`invalid maximum depth ${quoted(text)}`);
  const isSummary = options.has("summarize");
  if (isSummary && options.has("all")) throw new UsageError("cannot both summarize and show all entries");
  if (isSummary && text !== undefined && Number(text) !== 0)
    throw new UsageError(`warning: summarizing conflicts with --max-depth=${Number(text)}`);
  if (isSummary && text !== undefined)
    await call.process.printError(`${call.name}: warning: summarizing is the same as using --max-depth=0\n`);
  return isSummary ? 0 : text === undefined ? Number.POSITIVE_INFINITY : Number(text);
}

/** @throws Failure */
function formatOf({ options }: Call): SizeFormat {
  let format = KIBIBYTES;
  for (const { name, letter, value } of options.all) {
    if (name === "human-readable") format = HUMAN;
    else if (name === "si") format = HUMAN_SI;
    else if (name === "bytes") format = BYTES;
    else if (name === "k") format = KIBIBYTES;
    else if (name === "m") format = MEBIBYTES;
    else if (name === "block-size") {
      const size = parseBlockSize(value ?? "");
      if (!size) throw new Failure(`invalid ${letter === undefined ? "--block-size" : "-B"} argument '${value}'`);
      format = size;
    }
  }
  return options.has("inodes") && !format.isHuman ? BYTES : format;
}

/** @throws Failure */
function thresholdOf({ options }: Call): number | undefined {
  const given = options.all.findLast(({ name }) => name === "threshold");
  if (!given) return undefined;
  const text = given.value ?? "";
  const size = parseSize(text.replace(/^-/, ""));
  const isZero = size === 0 && text.startsWith("-");
  const option = given.letter === undefined || isZero ? "--threshold" : "-t";
  if (size === undefined || isZero) throw new Failure(`invalid ${option} argument '${text}'`);
  return text.startsWith("-") ? -size : size;
}

/** @throws UsageError */
function timeOf({ options }: Call): DuRules["time"] {
  const word = options.value("time");
  if (word === undefined) return modificationTime;
  return chooseWord(word, "--time", TIMES) === "atime" ? accessTime : changeTime;
}

function timeFormatOf({ options }: Call): string | undefined {
  if (!options.has("time")) return undefined;
  const style = options.value("time-style") ?? "long-iso";
  if (style.startsWith("+")) return style.slice(1);
  return TIME_STYLES[
    chooseWord(
      style,
      "time style",
      Object.keys(TIME_STYLES).map((name) => [name]),
    )
  ];
}

/** @throws UsageError */
async function excludedOf(call: Call): Promise<Pattern[]> {
  const texts = call.options.values("exclude");
  for (const path of call.options.values("exclude-from")) {
    try {
      texts.push(
        ...decodeUtf8(call.files.readFile(path), "escape")
          .split("\n")
          .filter((line) => line !== ""),
      );
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new UsageError(`${path}: ${error.message}`);
    }
  }
  return texts.map((text) => compilePattern(text, { extglob: false, ignoreCase: false }));
}

/** @throws UsageError */
async function operandsOf(call: Call): Promise<readonly string[]> {
  const { options, operands, process } = call;
  const list = options.value("files0-from");
  if (list === undefined) return operands.length > 0 ? operands : ["."];
  if (operands[0] !== undefined)
    throw new UsageError(`extra operand ${quoted(operands[0])}\nfile operands cannot be combined with --files0-from`);
  if (list !== "-" && !call.files.exists(list))
    throw new Failure(`cannot open ${quoteAlways(list)} for reading: No such file or directory`);
  const names: string[] = [];
  await eachInput(
    call,
    async (fd) => {
      for await (const { lines } of linesOf(process, fd, 0))
        for (const line of lines) names.push(decodeUtf8(line, "escape"));
    },
    [list],
  );
  return names;
}
