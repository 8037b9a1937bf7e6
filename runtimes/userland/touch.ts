import { type BothTimes, type FileTime, type NewTimes, settableTimes } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { calendarTime } from "./program/calendar.ts";
import { momentOfTime, timeOfMoment } from "./program/date-format.ts";
import { parseMoment } from "./program/date-text.ts";
import { Failure } from "./program/failure.ts";
import { statusOf } from "./program/file-kinds.ts";
import { chooseWord } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";
import { timeOfLocal, timeZone } from "./program/time-zone.ts";

/* https://www.gnu.org/software/coreutils/touch. */

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
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands } = call;
    const times = timesOf(call);
    if (operands.length === 0) throw new UsageError("missing file operand");
    const word = options.value("time");
    const which = word === undefined ? "" : chooseWord(word, "--time", TIMES);
    const setsAccess = options.has("a") || which === "atime" || which === "access" || which === "use";
    const setsModification = options.has("m") || which === "mtime" || which === "modify";
    const sets: NewTimes =
      setsAccess === setsModification ? times : setsAccess ? { atime: times.atime } : { mtime: times.mtime };
    for (const path of operands) {
      if (path === "-") touchOutput(call, sets);
      else await touchFile(call, path, sets);
    }
  },
});

/** What `-` stands for is the standard output, which has no times of its own if it is no file. */
function touchOutput({ files, process }: Call, sets: NewTimes): void {
  const output = process.descriptors.has(1) ? process.descriptors.get(1) : undefined;
  if (output?.kind === "file") files.setTimes(output.path, sets);
}

async function touchFile(call: Call, path: string, sets: NewTimes): Promise<void> {
  const { options, files } = call;
  const followsLink = !options.has("no-dereference");
  const makesFile = !options.has("no-create", "no-dereference") && !path.endsWith("/");
  try {
    if (makesFile && statusOf(files, path, followsLink) === undefined)
      files.open(path, { access: "write", create: true }, 0o666).release();
    files.setTimes(path, sets, followsLink);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (options.has("no-create") && error.code === "ENOENT") return;
    await call.complain(`${makesFile ? "cannot touch" : "setting times of"} ${quoteAlways(path)}: ${error.message}`);
  }
}

/** @throws UsageError, Failure */
function timesOf(call: Call): BothTimes {
  const { options, kernel, process } = call;
  const [date, reference] = [options.value("date"), options.value("reference")];
  const zone = timeZone(process.env.get("TZ"));
  const stamps = options.values("t").map((text) => {
    const utcMs = parseStamp(text, kernel.now());
    if (utcMs === undefined) throw new Failure(`invalid date format ${quoted(text)}`);
    return timeOfLocal(calendarTime(utcMs / 1000), zone) * 1000;
  });
  const stamp = stamps.at(-1);
  if (stamp !== undefined && (date !== undefined || reference !== undefined))
    throw new UsageError("cannot specify times from more than one source");
  if (stamp !== undefined) return both({ ms: stamp, ns: 0 });
  const base = reference === undefined ? both(kernel.time()) : referenceTimes(call, reference);
  if (date === undefined) return base;
  const shifted = (time: FileTime): FileTime => {
    const moment = parseMoment(date, momentOfTime(time), zone);
    if (moment === undefined) throw new Failure(`invalid date format ${quoted(date)}`);
    return timeOfMoment(moment);
  };
  return { atime: shifted(base.atime), mtime: shifted(base.mtime) };
}

function both(time: FileTime): BothTimes {
  return { atime: time, mtime: time };
}

function referenceTimes({ files, options }: Call, path: string): BothTimes {
  try {
    const status = options.has("no-dereference") ? files.lstat(path) : files.stat(path);
    return settableTimes(status);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`failed to get attributes of ${quoteAlways(path)}: ${error.message}`);
  }
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
