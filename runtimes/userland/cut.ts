import { concatBytes } from "../web/bytes.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { parseRanges, type Range } from "./cut-list.ts";
import { eachInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import type { Output } from "./program/output.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/cut. As in GNU's, characters are bytes. */

const OPTIONS = {
  bytes: { letters: "b", value: "LIST", about: "print these bytes" },
  characters: { letters: "c", value: "LIST", about: "print these characters" },
  delimiter: { letters: "d", value: "DELIM", about: "fields end with DELIM, not TAB" },
  fields: {
    letters: "f",
    value: "LIST",
    about: "print these fields, and without -s each line that has no delimiter",
  },
  complement: { about: "print what isn't in the list" },
  n: { about: "(of no effect)" },
  "only-delimited": { letters: "s", about: "don't print lines without delimiter" },
  "output-delimiter": { value: "STRING", about: "put STRING between what is printed, not the delimiter" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

interface Cut {
  readonly ranges: readonly Range[];
  readonly delimiter: number;
  /** Between what is printed; nothing between bytes if none was given. */
  readonly between: Uint8Array | undefined;
  readonly onlyDelimited: boolean;
  readonly end: number;
}

export const cut = program({
  name: "cut",
  usage: "OPTION... [FILE]...",
  about:
    "Prints parts of the lines of each FILE. Without FILE, or for -, it reads standard input. One of -b, -c and -f is needed. LIST is one range or several with commas between: N, N-, N-M or -M, counted from 1.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    const lists = options.all.filter(({ name }) => name === "bytes" || name === "characters" || name === "fields");
    const [list, second] = lists;
    if (list === undefined) throw new UsageError("you must specify a list of bytes, characters, or fields");
    if (second !== undefined) throw new UsageError("only one list may be specified");
    const isFields = list.name === "fields";
    const given = options.value("delimiter");
    const delimiter = encodeUtf8(given ?? "\t");
    if (delimiter.length > 1) throw new UsageError("the delimiter must be a single character");
    if (!isFields && given !== undefined)
      throw new UsageError("an input delimiter may be specified only when operating on fields");
    if (!isFields && options.has("only-delimited"))
      throw new UsageError("suppressing non-delimited lines makes sense\n\tonly when operating on fields");
    const ranges = parseRanges(list.value ?? "", isFields, options.has("complement"));
    const outputDelimiter = options.value("output-delimiter");
    const cut: Cut = {
      ranges,
      delimiter: delimiter[0] ?? 0,
      between:
        outputDelimiter === undefined
          ? isFields
            ? Uint8Array.of(delimiter[0] ?? 0)
            : undefined
          : betweenOf(outputDelimiter),
      onlyDelimited: options.has("only-delimited"),
      end: options.has("zero-terminated") ? 0 : NEWLINE,
    };
    await eachInput(call, async (fd) => {
      if (isFields && cut.delimiter === cut.end) {
        await cutWhole(process, fd, cut, output);
        return;
      }
      const print = isFields ? putFields : putBytes;
      for await (const { lines } of linesOf(process, fd, cut.end)) {
        for (const line of lines) print(output, line, cut);
        if (output.isFull) await output.flush();
      }
    });
  },
});

/** An empty one stands for a NUL. */
function betweenOf(text: string): Uint8Array {
  return text === "" ? Uint8Array.of(0) : encodeUtf8(text);
}

function putBytes(output: Output, line: Uint8Array, { ranges, between, end }: Cut): void {
  let isFirst = true;
  for (const { first, last } of ranges) {
    if (first > line.length) break;
    if (!isFirst && between) output.put(between);
    isFirst = false;
    output.put(line.subarray(first - 1, last));
  }
  putLine(output, EMPTY, end);
}

const EMPTY = new Uint8Array(0);

function putFields(output: Output, line: Uint8Array, { ranges, delimiter, between, onlyDelimited, end }: Cut): void {
  let stop = line.indexOf(delimiter);
  if (stop < 0) {
    if (!onlyDelimited) putLine(output, line, end);
    return;
  }
  let [number, start, isFirst, at] = [1, 0, true, 0];
  for (;;) {
    let range = ranges[at];
    while (range && range.last < number) range = ranges[++at];
    if (!range) break;
    const to = stop < 0 ? line.length : stop;
    if (number >= range.first) {
      if (!isFirst && between) output.put(between);
      isFirst = false;
      output.put(line.subarray(start, to));
    }
    if (stop < 0) break;
    start = stop + 1;
    stop = line.indexOf(delimiter, start);
    number++;
  }
  putLine(output, EMPTY, end);
}

/** Lines are the fields of one line. */
async function cutWhole(process: Parameters<typeof linesOf>[0], fd: number, cut: Cut, output: Output): Promise<void> {
  const fields: Uint8Array[] = [];
  let number = 0;
  let hasAny = false;
  for await (const { lines } of linesOf(process, fd, cut.end)) {
    for (const line of lines) {
      hasAny = true;
      number++;
      if (cut.ranges.some(({ first, last }) => number >= first && number <= last)) fields.push(line);
    }
  }
  if (!hasAny) return;
  const between = cut.between ?? EMPTY;
  putLine(output, concatBytes(fields.flatMap((field, index) => (index === 0 ? [field] : [between, field]))), cut.end);
}
