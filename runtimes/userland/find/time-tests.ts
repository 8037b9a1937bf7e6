import type { FileStatus } from "../../kernel/description.ts";
import {
  accessTime,
  changeTime,
  compareTimes,
  type FileTime,
  fractionalMs,
  modificationTime,
} from "../../kernel/file-times.ts";
import { momentOf, timeOfMoment } from "../program/date-format.ts";
import { parseMoment } from "../program/date-text.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import { localTime, timeOfLocal } from "../program/time-zone.ts";
import { type Comparison, parseComparison } from "./comparison.ts";
import type { FindRun } from "./find-run.ts";
import type { Reading, Test, TestReader } from "./reading.ts";
import { referenceStatus } from "./reference-file.ts";

type TimeOf = (status: FileStatus) => FileTime;

const TIMES: Readonly<Record<string, TimeOf>> = { a: accessTime, c: changeTime, m: modificationTime };
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NO_BIRTH_TIME = "This system does not provide a way to find the birth time of a file.";

export const TIME_TESTS: Readonly<Record<string, TestReader>> = {
  mtime: (reading) => daysTest(reading, modificationTime),
  atime: (reading) => daysTest(reading, accessTime),
  ctime: (reading) => daysTest(reading, changeTime),
  mmin: (reading) => minutesTest(reading, modificationTime),
  amin: (reading) => minutesTest(reading, accessTime),
  cmin: (reading) => minutesTest(reading, changeTime),
  used: usedTest,
  newer: (reading) => newerTest(reading, modificationTime),
  anewer: (reading) => newerTest(reading, accessTime),
  cnewer: (reading) => newerTest(reading, changeTime),
};

/** Reads `-newerXY`, whose letters say which times are compared; `t` is a time that is written out. */
export function newerThanTest(reading: Reading): Test {
  const [, own = "", other = ""] = /newer(.)(.)$/u.exec(reading.name) ?? [];
  if (!"aBcm".includes(own) || !"aBcmt".includes(other)) throw new Failure(`invalid predicate \`${reading.name}'`);
  if (own === "B" || other === "B") {
    reading.say(NO_BIRTH_TIME);
    throw new Failure(`invalid predicate \`${reading.name}'`);
  }
  const text = reading.args.take();
  if (text === undefined) throw new Failure(`The ${quoted(reading.name)} test needs an argument`);
  const ownTime = TIMES[own] ?? modificationTime;
  if (other !== "t") return laterThan(ownTime, (TIMES[other] ?? modificationTime)(referenceStatus(reading.run, text)));
  const moment = parseMoment(text, momentOf(reading.run.startMs), reading.run.zone);
  if (moment === undefined) throw new Failure(`I cannot figure out how to interpret ${quoted(text)} as a date or time`);
  return laterThan(ownTime, timeOfMoment(moment));
}

function newerTest(reading: Reading, timeOf: TimeOf): Test {
  return laterThan(timeOf, modificationTime(referenceStatus(reading.run, reading.argument())));
}

function laterThan(timeOf: TimeOf, time: FileTime): Test {
  return (file) => compareTimes(timeOf(file.status), time) > 0;
}

function daysTest(reading: Reading, timeOf: TimeOf): Test {
  const text = reading.argument();
  const days = parseComparison(text, realNumber);
  if (!days) throw reading.invalid(text);
  const { run } = reading;
  // Fewer days are counted from the end of the day on, more from where it began; a second is lacking, as it is in GNU's.
  const originMs = dayStartMs(run) + (days.kind === "less" ? DAY_MS - SECOND_MS : 0);
  return windowTest(timeOf, days, originMs, DAY_MS);
}

function minutesTest(reading: Reading, timeOf: TimeOf): Test {
  const text = reading.argument();
  const minutes = parseComparison(text, realNumber);
  if (!minutes) throw reading.invalid(text);
  return windowTest(timeOf, minutes, dayStartMs(reading.run) + DAY_MS, MINUTE_MS);
}

/** How long after its last change a file was read. */
function usedTest(reading: Reading): Test {
  const text = reading.argument();
  const days = parseComparison(text, realNumber);
  if (!days) throw new Failure(`Invalid argument ${text} to -used`);
  const isWithin = isInWindow(days, -days.value * DAY_MS, DAY_MS);
  return ({ status }) => isWithin(changeTime(status).ms - accessTime(status).ms);
}

function windowTest(timeOf: TimeOf, units: Comparison, originMs: number, unitMs: number): Test {
  const isWithin = isInWindow(units, originMs - units.value * unitMs, unitMs);
  return (file) => isWithin(fractionalMs(timeOf(file.status)));
}

/** More units ago is before a time, fewer are behind it, and so many are in the unit from there on. */
function isInWindow({ kind }: Comparison, fromMs: number, unitMs: number): (timeMs: number) => boolean {
  if (kind === "more") return (timeMs) => timeMs < fromMs;
  if (kind === "less") return (timeMs) => timeMs > fromMs;
  return (timeMs) => timeMs > fromMs && timeMs - fromMs <= unitMs;
}

/** When the day began that ends now; with -daystart, today. */
function dayStartMs({ settings, startMs, zone }: FindRun): number {
  if (!settings.countsFromMidnight) return startMs - DAY_MS;
  const today = localTime(Math.floor(startMs / SECOND_MS), zone);
  return timeOfLocal({ ...today, hour: 0, minute: 0, second: 0 }, zone) * SECOND_MS;
}

/** As `strtod` reads it. */
function realNumber(text: string): number | undefined {
  if (/^[-+]/.test(text)) {
    const number = /^.[-+]/.test(text) ? undefined : realNumber(text.slice(1));
    return number !== undefined && text.startsWith("-") ? -number : number;
  }
  if (/^0x[\da-f]+$/i.test(text)) return Number(text);
  if (/^inf(?:inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  return /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
