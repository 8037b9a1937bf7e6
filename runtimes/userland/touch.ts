import { SystemError } from "../kernel/system-error.ts";
import { parseDate } from "./program/date-text.ts";
import { Failure } from "./program/failure.ts";
import { statusOf } from "./program/file-kinds.ts";
import { chooseWord } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";
import { timeZone } from "./program/time-zone.ts";

/* https://www.gnu.org/software/coreutils/touch. Files have no time of access: what changes only that changes nothing. */

const OPTIONS = {
  a: { about: "change the time of access only" },
  "no-create": { letters: "c", about: "make no files" },
  date: { letters: "d", value: "STRING", about: "set the time that STRING says, not the current one" },
  f: {},
  "no-dereference": { letters: "h", about: "change links, not what they lead to" },
  m: { about: "change the time of modification only" },
  reference: { letters: "r", value: "FILE", about: "set the times of FILE" },
  t: { value: "STAMP", about: "set the time [[CC]YY]MMDDhhmm[.ss]" },
  time: { value: "WORD", about: "WORD is access, atime, use (-a), or modify, mtime (-m)" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const TIMES = [
  ["atime", "access", "use"],
  ["mtime", "modify"],
];

export const touch = program({
  name: "touch",
  usage: "[OPTION]... FILE...",
  about: "Sets the times of each FILE, which is made if there is none.",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, files } = call;
    const timeMs = timeOf(call);
    if (operands.length === 0) throw new UsageError("missing file operand");
    const word = options.value("time");
    const which = word === undefined ? "" : chooseWord(word, "--time", TIMES);
    const isModified = options.has("m") || which === "mtime" || !(options.has("a") || which === "atime");
    for (const path of operands) {
      if (path === "-") continue;
      try {
        const isThere = statusOf(files, path, !options.has("no-dereference")) !== undefined;
        if (!isThere) {
          if (options.has("no-create", "no-dereference")) {
            if (!options.has("no-create")) throw new SystemError("ENOENT");
            continue;
          }
          files.open(path, { access: "write", create: true }, 0o666).release();
        }
        if (isModified || !isThere) files.utimes(path, timeMs);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot touch ${quoteAlways(path)}: ${error.message}`);
      }
    }
  },
});

/** @throws UsageError, Failure */
function timeOf({ options, kernel, files, process }: Call): number {
  const [date, stamp, reference] = [options.value("date"), options.value("t"), options.value("reference")];
  if (stamp !== undefined && (date !== undefined || reference !== undefined))
    throw new UsageError("cannot specify times from more than one source");
  if (stamp !== undefined) {
    const timeMs = parseStamp(stamp, kernel.now());
    if (timeMs === undefined) throw new Failure(`invalid date format ${quoted(stamp)}`);
    return timeMs;
  }
  let base = kernel.now();
  if (reference !== undefined) {
    try {
      base = files.stat(reference).mtimeMs;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`failed to get attributes of ${quoteAlways(reference)}: ${error.message}`);
    }
  }
  if (date === undefined) return base;
  const timeMs = parseDate(date, base, timeZone(process.env.get("TZ")));
  if (timeMs === undefined) throw new Failure(`invalid date format ${quoted(date)}`);
  return timeMs;
}

/** `[[CC]YY]MMDDhhmm[.ss]` */
function parseStamp(text: string, nowMs: number): number | undefined {
  const {
    century,
    year,
    month,
    day,
    hour,
    minute,
    second = "0",
  } = /^(?<century>\d{2}(?=\d{10}))?(?<year>\d{2}(?=\d{8}))?(?<month>\d{2})(?<day>\d{2})(?<hour>\d{2})(?<minute>\d{2})(?:\.(?<second>\d{2}))?$/.exec(
    text,
  )?.groups ?? {};
  if (month === undefined) return undefined;
  const two = Number(year);
  const full =
    century !== undefined
      ? Number(century) * 100 + two
      : year !== undefined
        ? two + (two < 69 ? 2000 : 1900)
        : new Date(nowMs).getUTCFullYear();
  const timeMs = Date.UTC(full, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(timeMs);
  const isReal =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60;
  return isReal ? timeMs : undefined;
}
