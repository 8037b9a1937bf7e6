import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { NEWLINE } from "../program/lines.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways, quoted } from "../program/quoting.ts";
import { withoutOlderForms } from "./arguments.ts";
import { fieldNumber, type OutputField, outputFields } from "./field-list.ts";
import { Joining } from "./joining.ts";
import { LinePrinter } from "./line-printer.ts";
import { openSides } from "./side.ts";

/* https://www.gnu.org/software/coreutils/join. The order of text is that of its bytes. */

const OPTIONS = {
  a: { value: "FILENUM", about: "print lines of file FILENUM, 1 or 2, that have no pair, too" },
  e: { value: "STRING", about: "print STRING for fields that are empty or missing" },
  "ignore-case": { letters: "i", about: "take lower case for upper case" },
  j: { value: "FIELD", about: "like -1 FIELD -2 FIELD" },
  o: { value: "FORMAT", about: "print these fields: 0 (the one that is compared) and FILENUM.FIELD, or auto" },
  t: { value: "CHAR", about: "fields end with CHAR, not before blanks" },
  v: { value: "FILENUM", about: "like -a FILENUM, but print no pairs" },
  "1": { value: "FIELD", about: "compare this field of file 1" },
  "2": { value: "FIELD", about: "compare this field of file 2" },
  "check-order": { about: "fail at the first line that is out of order, whatever it is" },
  "nocheck-order": { about: "don't look whether the files are sorted" },
  header: { about: "print the first lines of both files as one, whatever they are" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const join = program({
  name: "join",
  usage: "[OPTION]... FILE1 FILE2",
  about:
    "Prints a line for each pair of lines of two sorted files whose first fields are the same: that field, the other fields of the line of FILE1, and those of FILE2. Fields are what is between blanks, counted from 1. One of the files may be -, the standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  modernize: withoutOlderForms,
  run: async (call) => {
    const { options } = call;
    const keys = keysOf(call);
    const tab = tabOf(call);
    const filler = only(options.values("e"), "conflicting empty-field replacement strings");
    const printed = formatOf(call);
    const unpaired = [unpairedOf(call, "1"), unpairedOf(call, "2")] as const;
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    const [first, second, extra] = call.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoteAlways(extra)}`);
    if (second === undefined)
      throw new UsageError(first === undefined ? "missing operand" : `missing operand after ${quoted(first)}`);
    const sides = openSides(call, [first ?? "", second], {
      keys,
      tab,
      end,
      ignoresCase: options.has("ignore-case"),
      order: options.last("check-order", "nocheck-order"),
    });
    const printer = new LinePrinter(call.output, {
      keys,
      separator: tab ?? 32,
      end,
      filler: filler === undefined ? undefined : encodeUtf8(filler),
      fields: printed === "auto" ? undefined : printed,
    });
    await new Joining(call, sides, printer, {
      printsPairs: !options.has("v"),
      unpaired,
      hasHeader: options.has("header"),
      keepsCounts: printed === "auto",
    }).print();
  },
});

/** Which fields are compared, from 0 on. @throws Failure */
function keysOf({ options }: Call): readonly [number, number] {
  const keys: [number | undefined, number | undefined] = [undefined, undefined];
  const set = (side: 0 | 1, field: number): void => {
    const before = keys[side];
    if (before !== undefined && before !== field)
      throw new Failure(`incompatible join fields ${before + 1}, ${field + 1}`);
    keys[side] = field;
  };
  for (const { name, value = "" } of options.all) {
    if (name === "1" || name === "j") set(0, fieldNumber(value));
    if (name === "2" || name === "j") set(1, fieldNumber(value));
  }
  return [keys[0] ?? 0, keys[1] ?? 0];
}

/** A byte; a newline, which no line has, for the whole line as one field; nothing for blanks. @throws Failure */
function tabOf({ options }: Call): number | undefined {
  const tabs = options.values("t").map((text) => {
    if (text === "") return NEWLINE;
    if (text === "\\0") return 0;
    const [byte, more] = encodeUtf8(text);
    if (more !== undefined) throw new Failure(`multi-character tab ${quoted(text)}`);
    return byte;
  });
  return only(tabs, "incompatible tabs");
}

/** @throws Failure if they are not all the same */
function only<T>(values: readonly T[], problem: string): T | undefined {
  if (values.some((value) => value !== values[0])) throw new Failure(problem);
  return values[0];
}

function formatOf({ options }: Call): readonly OutputField[] | "auto" | undefined {
  const formats = options.values("o");
  const lists = formats.filter((format) => format !== "auto");
  if (lists.length > 0) return lists.flatMap(outputFields);
  return formats.length > 0 ? "auto" : undefined;
}

/** Whether lines of a file that have no pair are printed. @throws Failure */
function unpairedOf({ options }: Call, side: "1" | "2"): boolean {
  const given = [...options.values("a"), ...options.values("v")].map((text) => {
    const number = text.trim().replace(/^\+?0*/, "");
    if (number !== "1" && number !== "2") throw new Failure(`invalid field number: ${quoted(text)}`);
    return number;
  });
  return given.includes(side);
}
