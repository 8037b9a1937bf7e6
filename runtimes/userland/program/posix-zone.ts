import { calendarTime, DAY_SECONDS, dayNumber } from "./calendar.ts";
import type { TimeZone, ZoneOffset } from "./zone-offset.ts";

/* What TZ says in POSIX's way: `EST5`, `<+0530>-5:30`, `CET-1CEST,M3.5.0,M10.5.0/3`. */

const NAME = `<[A-Za-z0-9+-]+>|[A-Za-z]{3,}`;
const OFFSET = String.raw`[-+]?\d{1,3}(?::\d{1,2}){0,2}`;
const DAY = String.raw`M\d{1,2}\.\d\.\d|J\d{1,3}|\d{1,3}`;
const RULE = `(?:${DAY})(?:/${OFFSET})?`;
const ZONE = new RegExp(
  `^(?<name>${NAME})(?<offset>${OFFSET})(?:(?<summer>${NAME})(?<summerOffset>${OFFSET})?(?:,(?<start>${RULE}),(?<end>${RULE}))?)?$`,
);
/** Where no rule is given: those of the United States. */
const [USUAL_START, USUAL_END] = ["M3.2.0", "M11.1.0"];

/** @returns nothing for another text */
export function posixZone(text: string): TimeZone | undefined {
  const { name, offset, summer, summerOffset, start = USUAL_START, end = USUAL_END } = ZONE.exec(text)?.groups ?? {};
  if (name === undefined || offset === undefined) return undefined;
  const standard: ZoneOffset = { name: bare(name), seconds: -secondsOfClock(offset), isSummer: false };
  if (summer === undefined) return { at: () => standard };
  const seconds = summerOffset === undefined ? standard.seconds + 3600 : -secondsOfClock(summerOffset);
  const daylight: ZoneOffset = { name: bare(summer), seconds, isSummer: true };
  return {
    at: (time) => {
      const { year } = calendarTime(time + standard.seconds);
      const from = ruleSeconds(start, year) - standard.seconds;
      const to = ruleSeconds(end, year) - daylight.seconds;
      const isSummer = from < to ? time >= from && time < to : time >= from || time < to;
      return isSummer ? daylight : standard;
    },
  };
}

function bare(name: string): string {
  return name.replace(/[<>]/g, "");
}

function secondsOfClock(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[-+]/, "").split(":").map(Number);
  return (text.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
}

/** When a rule applies in a year, by the clock of the time before. */
function ruleSeconds(rule: string, year: number): number {
  const [day = "", clock = "2"] = rule.split("/");
  return ruleDay(day, year) * DAY_SECONDS + secondsOfClock(clock);
}

function ruleDay(rule: string, year: number): number {
  const first = dayNumber(year, 1, 1);
  if (rule.startsWith("J")) {
    const day = Number(rule.slice(1));
    const isLeap = dayNumber(year + 1, 1, 1) - first === 366;
    return first + day - 1 + (isLeap && day >= 60 ? 1 : 0);
  }
  if (!rule.startsWith("M")) return first + Number(rule);
  const [month = 1, week = 1, weekday = 0] = rule.slice(1).split(".").map(Number);
  const monthStart = dayNumber(year, month, 1);
  const firstWeekday = (((monthStart + 4) % 7) + 7) % 7;
  const day = monthStart + ((weekday - firstWeekday + 7) % 7) + (week - 1) * 7;
  return day >= dayNumber(year, month + 1, 1) ? day - 7 : day;
}
