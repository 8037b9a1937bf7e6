import { modificationTime } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { formatDate, type Moment, momentOfTime } from "./program/date-format.ts";
import { parseMoment } from "./program/date-text.ts";
import { Failure } from "./program/failure.ts";
import { eachInput } from "./program/inputs.ts";
import { linesOf } from "./program/lines.ts";
import { chooseWord } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";
import { timeZone, UTC } from "./program/time-zone.ts";
import type { TimeZone } from "./program/zone-offset.ts";

/* https://www.gnu.org/software/coreutils/date. Nobody can set the clock. */

const OPTIONS = {
  date: { letters: "d", value: "STRING", about: "print the time that STRING says, not the current one" },
  debug: { about: "(of no effect)" },
  file: { letters: "f", value: "DATEFILE", about: "as --date, once for each line of DATEFILE" },
  "iso-8601": {
    letters: "I",
    value: "[FMT]",
    isAttachable: true,
    about: "print as ISO 8601 does; FMT is date (if not given), hours, minutes, seconds or ns: how precisely",
  },
  resolution: { about: "print how precise times are, in seconds" },
  "rfc-email": { letters: "R", about: "print as mails have it: Mon, 14 Aug 2006 02:34:56 -0600" },
  "rfc-822": {},
  "rfc-2822": {},
  "rfc-3339": { value: "FMT", about: "print as RFC 3339 does; FMT is date, seconds or ns: how precisely" },
  reference: { letters: "r", value: "FILE", about: "print when FILE was changed last" },
  set: { letters: "s", value: "STRING", about: "set the clock (which nobody may)" },
  universal: { letters: "u", about: "print and read Coordinated Universal Time (UTC)" },
  utc: {},
  uct: {},
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const USUAL = "%a %b %e %H:%M:%S %Z %Y";
const RFC_EMAIL = "%a, %d %b %Y %H:%M:%S %z";
const ISO_8601: Readonly<Record<string, string>> = {
  hours: "%Y-%m-%dT%H%:z",
  minutes: "%Y-%m-%dT%H:%M%:z",
  date: "%Y-%m-%d",
  seconds: "%Y-%m-%dT%H:%M:%S%:z",
  ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
};
const RFC_3339: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  seconds: "%Y-%m-%d %H:%M:%S%:z",
  ns: "%Y-%m-%d %H:%M:%S.%N%:z",
};
const RESOLUTION = "0.000000001";
/** `MMDDhhmm[[CC]YY][.ss]` */
const STAMP = /^\d{8}(?:\d{2}){0,2}(?:\.\d{2})?$/;

export const date = program({
  name: "date",
  usage: ["[OPTION]... [+FORMAT]", "[-u] [MMDDhhmm[[CC]YY][.ss]]"],
  about:
    "Prints the current time, or another, in FORMAT, where stand %Y year, %m month, %d day, %H hour, %M minute, %S second, %N nanosecond, %F %T date and time, %s seconds since 1970, %a %A weekday, %b %B month's name, %j day of the year, %V week, %z %:z %Z zone, and more as in strftime. Between % and the letter may stand - (no filling up), _ (spaces), 0 (zeros), ^ (upper case), # (other case), and a width.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, kernel } = call;
    let format = formatOption(call);
    const sources = (["date", "file", "reference", "resolution"] as const).filter((name) => options.has(name));
    if (sources.length > 1) throw new UsageError("the options to specify dates for printing are mutually exclusive");
    if (sources.length > 0 && options.has("set"))
      throw new UsageError("the options to print and set the time may not be used together");
    const [operand, second] = call.operands;
    if (second !== undefined) throw new UsageError(`extra operand ${quoted(second)}`);
    if (operand?.startsWith("+")) {
      if (format !== undefined) throw new Failure("multiple output formats specified");
      format = operand.slice(1);
    } else if (operand !== undefined && (sources.length > 0 || options.has("set"))) {
      throw new UsageError(
        `the argument ${quoted(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
      );
    }
    const zone = options.has("universal", "utc", "uct") ? UTC : timeZone(call.process.env.get("TZ"));
    const print = (moment: Moment): void =>
      output.putText(`${formatDate(format ?? (options.has("resolution") ? "%s.%N" : USUAL), moment, zone)}\n`);
    const file = options.value("file");
    if (file !== undefined) await eachDate(call, file, zone, print);
    else if (options.has("resolution") && format === undefined) output.putText(`${RESOLUTION}\n`);
    else if (options.has("set") || (operand !== undefined && !operand.startsWith("+")))
      await refuseToSet(call, operand, zone, print);
    else print(momentAsked(call, zone, momentOfTime(kernel.time())));
  },
});

/** @throws UsageError, Failure */
function formatOption({ options }: Call): string | undefined {
  const formats: string[] = [];
  for (const { name, value } of options.all) {
    if (name === "iso-8601") {
      const words = Object.keys(ISO_8601).map((word) => [word]);
      formats.push(ISO_8601[value === undefined ? "date" : chooseWord(value, "--iso-8601", words)] ?? "");
    } else if (name === "rfc-3339") {
      const words = Object.keys(RFC_3339).map((word) => [word]);
      formats.push(RFC_3339[chooseWord(value ?? "", "--rfc-3339", words)] ?? "");
    } else if (name === "rfc-email" || name === "rfc-822" || name === "rfc-2822") formats.push(RFC_EMAIL);
    if (formats.length > 1) throw new Failure("multiple output formats specified");
  }
  return formats[0];
}

/** @throws Failure */
function momentAsked({ options, files }: Call, zone: TimeZone, now: Moment): Moment {
  const reference = options.value("reference");
  if (reference !== undefined) {
    try {
      return momentOfTime(modificationTime(files.stat(reference)));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${quoteIfNeeded(reference)}: ${error.message}`);
    }
  }
  const text = options.value("date");
  return text === undefined ? now : momentOfText(text, zone, now);
}

/** @throws Failure */
function momentOfText(text: string, zone: TimeZone, now: Moment): Moment {
  const moment = parseMoment(text, now, zone);
  if (!moment) throw new Failure(`invalid date ${quoted(text)}`);
  return moment;
}

async function eachDate(call: Call, file: string, zone: TimeZone, print: (moment: Moment) => void): Promise<void> {
  const { process, kernel, output } = call;
  await eachInput(
    call,
    async (fd) => {
      for await (const { lines } of linesOf(process, fd)) {
        for (const line of lines) {
          const text = decodeUtf8(line, "escape");
          const moment = parseMoment(text, momentOfTime(kernel.time()), zone);
          if (moment) print(moment);
          else await call.complain(`invalid date ${quoted(text)}`);
        }
        if (output.isFull) await output.flush();
      }
    },
    [file],
  );
}

/** What would be set is shown all the same. */
async function refuseToSet(
  call: Call,
  stamp: string | undefined,
  zone: TimeZone,
  print: (moment: Moment) => void,
): Promise<void> {
  const now = momentOfTime(call.kernel.time());
  const text = call.options.value("set") ?? "";
  if (stamp !== undefined && !stamp.startsWith("+") && !STAMP.test(stamp))
    throw new Failure(`invalid date ${quoted(stamp)}`);
  const moment = momentOfText(
    stamp === undefined || stamp.startsWith("+") ? text : textOfStamp(stamp, now, zone),
    zone,
    now,
  );
  await call.complain("cannot set date: Operation not permitted");
  print(moment);
}

function textOfStamp(stamp: string, now: Moment, zone: TimeZone): string {
  const [digits = "", second = "00"] = stamp.split(".");
  const year = digits.slice(8) || formatDate("%Y", now, zone);
  const [month, day, hour, minute] = [0, 2, 4, 6].map((at) => digits.slice(at, at + 2));
  return `${month}/${day}/${year} ${hour}:${minute}:${second}`;
}
