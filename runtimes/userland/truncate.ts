import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { parseSize } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/truncate */

const OPTIONS = {
  "no-create": { letters: "c", about: "make no files" },
  "io-blocks": { letters: "o", about: "SIZE counts blocks of 4096 bytes" },
  reference: { letters: "r", value: "RFILE", about: "take the size of RFILE" },
  size: { letters: "s", value: "SIZE", about: "set the size, or change it by SIZE" },
} as const;

const BLOCK_BYTES = 4096;

/** How the new size follows from the old one and the number that was given. */
const CHANGES: Readonly<Record<string, (old: number, by: number) => number>> = {
  "": (_old, by) => by,
  "+": (old, by) => old + by,
  "-": (old, by) => Math.max(0, old - by),
  "<": (old, by) => Math.min(old, by),
  ">": (old, by) => Math.max(old, by),
  "/": (old, by) => old - (old % by),
  "%": (old, by) => Math.ceil(old / by) * by,
};

export const truncate = program({
  name: "truncate",
  usage: "OPTION... FILE...",
  about:
    "Makes each FILE shorter, or longer with NUL bytes. SIZE is a number with a suffix such as K, M or kB, and may begin with + more, - less, < at most, > at least, / down to a multiple of, % up to a multiple of.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, files } = call;
    const given = options.value("size");
    const size = given === undefined ? undefined : parseChange(given);
    const reference = options.value("reference");
    if (reference === undefined && size === undefined)
      throw new UsageError(`you must specify either ${quoted("--size")} or ${quoted("--reference")}`);
    if (reference !== undefined && size !== undefined && size.change === "")
      throw new UsageError(`you must specify a relative ${quoted("--size")} with ${quoted("--reference")}`);
    if (options.has("io-blocks") && size === undefined)
      throw new UsageError(`${quoted("--io-blocks")} was specified but ${quoted("--size")} was not`);
    if (operands.length === 0) throw new UsageError("missing file operand");
    const unit = options.has("io-blocks") ? BLOCK_BYTES : 1;
    const base = reference === undefined ? undefined : sizeOf(reference, (path) => files.stat(path).size);
    for (const path of operands) {
      try {
        if (options.has("no-create") && !files.exists(path)) continue;
        const description = files.open(path, { access: "write", create: !options.has("no-create") }, 0o666);
        const old = base ?? description.status().size;
        const wanted = size === undefined ? old : (CHANGES[size.change]?.(old, size.by * unit) ?? old);
        try {
          description.truncate(wanted);
        } catch (error) {
          if (!(error instanceof SystemError)) throw error;
          await call.complain(`failed to truncate ${quoteAlways(path)} at ${wanted} bytes: ${error.message}`);
        } finally {
          description.release();
        }
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot open ${quoteAlways(path)} for writing: ${error.message}`);
      }
    }
  },
});

function parseChange(text: string): { readonly change: string; readonly by: number } {
  const { change = "", number = "" } = /^\s*(?<change>[<>/%]?)\s*(?<number>.*)$/s.exec(text)?.groups ?? {};
  const { sign = "", digits = "" } = /^(?<sign>[+-]?)(?<digits>.*)$/s.exec(number)?.groups ?? {};
  if (change !== "" && sign !== "") throw new UsageError("multiple relative modifiers specified");
  const size = digits.replace(/^(\d+)([gmt])/, (_, count: string, unit: string) => count + unit.toUpperCase());
  const by = /^\d/.test(size) && !/^\d+b$/.test(size) ? parseSize(size) : undefined;
  if (by === undefined) throw new Failure(`Invalid number: ${quoted(number)}`);
  if (by === 0 && (change === "/" || change === "%")) throw new Failure("division by zero");
  return { change: change || sign, by };
}

function sizeOf(path: string, size: (path: string) => number): number {
  try {
    return size(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot stat ${quoteAlways(path)}: ${error.message}`);
  }
}
