import { readAll } from "../kernel/read-all.ts";
import { SystemError } from "../kernel/system-error.ts";
import { compileRegex, type Regex } from "../regex/regex.ts";
import { RegexSyntaxError } from "../regex/tree.ts";
import { encodeUtf8, latin1Of } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import type { Output } from "./program/output.ts";
import { program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";

/*
 * https://www.gnu.org/software/coreutils/tac. Of a regular expression, the longest match is a separator: GNU's looks from the end,
 * and may find several short ones in it.
 */

const OPTIONS = {
  before: { letters: "b", about: "separators come before what they separate" },
  regex: { letters: "r", about: "the separator is a regular expression" },
  separator: { letters: "s", value: "STRING", about: "separate by STRING, not by newlines" },
} as const;

export const tac = program({
  name: "tac",
  usage: "[OPTION]... [FILE]...",
  about: "Prints each FILE with its last line first. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    const separator = options.value("separator") ?? "\n";
    if (options.has("regex") && separator === "") throw new Failure("separator cannot be empty");
    const regex = options.has("regex") ? compileRegex(separator, { syntax: "basic", ignoreCase: false }) : undefined;
    if (regex instanceof RegexSyntaxError) throw new Failure(regex.message);
    const splits = regex ? splitsByRegex(regex) : splitsBy(separator === "" ? Uint8Array.of(0) : encodeUtf8(separator));
    for (const operand of call.operands.length > 0 ? call.operands : ["-"]) {
      let bytes: Uint8Array;
      let fd: number | undefined;
      try {
        fd = openInput(call, operand);
        bytes = await readAll(process, fd);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        const what = fd === undefined ? `failed to open ${quoteAlways(operand)} for reading` : `${operand}: read error`;
        // It seeks in a directory before it reads.
        await call.complain(`${what}: ${error.code === "EISDIR" ? "Invalid argument" : error.message}`);
        continue;
      } finally {
        if (fd !== undefined) closeInput(process, fd);
      }
      await printBackwards(output, bytes, splits(bytes), options.has("before"));
    }
  },
});

/** Where separators begin and end, in pairs. */
type Splits = (bytes: Uint8Array) => readonly number[];

function splitsBy(separator: Uint8Array): Splits {
  const last = separator.at(-1) ?? 0;
  return (bytes) => {
    const found: number[] = [];
    // As from the end: of separators that overlap, it is the last that counts.
    for (let at = bytes.lastIndexOf(last); at >= 0; at = bytes.lastIndexOf(last, at - 1)) {
      const from = at + 1 - separator.length;
      if (from < 0) break;
      if (!separator.every((byte, index) => bytes[from + index] === byte)) {
        if (at === 0) break;
        continue;
      }
      found.push(at + 1, from);
      at = from;
      if (at === 0) break;
    }
    return found.reverse();
  };
}

function splitsByRegex(regex: Regex): Splits {
  return (bytes) => {
    const text = latin1Of(bytes);
    const found: number[] = [];
    for (let at = 0; at < text.length; ) {
      const span = regex.find(text, at)?.[0];
      if (!span) break;
      const [from, to] = span;
      if (to > from) found.push(from, to);
      at = Math.max(to, from + 1);
    }
    return found;
  };
}

async function printBackwards(
  output: Output,
  bytes: Uint8Array,
  splits: readonly number[],
  isBefore: boolean,
): Promise<void> {
  let end = bytes.length;
  for (let index = splits.length - 2; index >= 0; index -= 2) {
    const start = splits[isBefore ? index : index + 1] ?? 0;
    if (start < end || isBefore) output.put(bytes.subarray(start, end));
    end = start;
    if (output.isFull) await output.flush();
  }
  output.put(bytes.subarray(0, end));
}
