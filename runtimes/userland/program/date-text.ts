import { secondsOf, weekday } from "./calendar.ts";
import type { Moment } from "./date-format.ts";
import { type DateParts, readDateParts } from "./date-parts.ts";
import { dateTokens } from "./date-tokens.ts";
import { localTime, timeOfLocal, timeZone, UTC } from "./time-zone.ts";
import type { TimeZone } from "./zone-offset.ts";

/* Dates as people write them: https://www.gnu.org/software/coreutils/manual/html_node/Date-input-formats.html. */

const EPOCH = /^\s*@\s*(?<sign>[-+]?)\s*(?<digits>\d+)(?:[.,](?<fraction>\d+))?\s*$/;
const OWN_ZONE = /^\s*TZ="(?<zone>(?:[^"\\]|\\["\\])*)"/;
const HALF_A_YEAR_SECONDS = 182 * 86_400;
const BILLION = 1_000_000_000;

/** @returns nothing for what is no date */
export function parseMoment(text: string, now: Moment, zone: TimeZone): Moment | undefined {
  const own = OWN_ZONE.exec(text);
  if (own) {
    const name = (own.groups?.["zone"] ?? "").replace(/\\(.)/g, "$1");
    return parseMoment(text.slice(own[0].length), now, timeZone(name));
  }
  const { sign, digits, fraction = "" } = EPOCH.exec(text)?.groups ?? {};
  if (digits !== undefined) {
    const factor = sign === "-" ? -1 : 1;
    return normalized(factor * Number(digits), factor * Number(fraction.slice(0, 9).padEnd(9, "0")));
  }
  const tokens = dateTokens(text, localZones(now.seconds, zone));
  const parts = tokens && readDateParts(tokens);
  return parts && momentOfParts(parts, now, zone);
}

function localZones(now: number, zone: TimeZone): ReadonlyMap<string, boolean> {
  const times = [zone.at(now - HALF_A_YEAR_SECONDS), zone.at(now), zone.at(now + HALF_A_YEAR_SECONDS)];
  return new Map(times.map(({ name, isSummer }) => [name.toLowerCase(), isSummer]));
}

function momentOfParts(parts: DateParts, now: Moment, zone: TimeZone): Moment | undefined {
  const clock = clockOf(parts, now, zone);
  if (!clock) return undefined;
  const today = localTime(now.seconds, zone);
  const date = parts.date ?? today;
  const local = { year: date.year ?? today.year, month: date.month, day: date.day, ...clock };
  const isFixed = parts.zoneSeconds !== undefined;
  const timeOf = (time: typeof local): number =>
    isFixed ? secondsOf(time) - (parts.zoneSeconds ?? 0) : timeOfLocal(time, zone, parts.isSummer);
  const shownThere = (time: number) => (isFixed ? time + (parts.zoneSeconds ?? 0) : time + zone.at(time).seconds);
  let time = timeOf(local);
  // A day that a month doesn't have, or an hour that clocks leave out.
  if (local.month < 1 || local.month > 12 || local.day < 1 || shownThere(time) !== secondsOf(local)) return undefined;
  if (calendarDiffers(local)) return undefined;
  const { isSummer } = parts;
  if (isSummer !== undefined && zone.at(time).isSummer !== isSummer) return undefined;
  if (parts.weekday !== undefined && !parts.date) {
    const { weekday: wanted, ordinal } = parts.weekday;
    const current = weekday(secondsOf(local));
    const weeks = ordinal - (ordinal > 0 && current !== wanted ? 1 : 0);
    local.day += ((wanted - current + 7) % 7) + weeks * 7;
    time = timeOf(local);
  }
  const { year = 0, month = 0, day = 0, second = 0 } = parts.relative;
  if (year !== 0 || month !== 0 || day !== 0)
    time = timeOf({ ...local, year: local.year + year, month: local.month + month, day: local.day + day });
  return normalized(time + second, clock.nanoseconds + parts.relativeNanoseconds);
}

function calendarDiffers(local: { year: number; month: number; day: number }): boolean {
  const midnight = secondsOf({ ...local, hour: 0, minute: 0, second: 0 });
  const shown = localTime(midnight, UTC);
  return shown.month !== local.month || shown.day !== local.day;
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanoseconds: number;
}

function clockOf(parts: DateParts, now: Moment, zone: TimeZone): Clock | undefined {
  const { time } = parts;
  if (time) {
    const hour = hourOf(time.hour, time.isAfternoon);
    if (hour === undefined || time.minute > 59 || time.second > 60) return undefined;
    return { hour, minute: time.minute, second: time.second, nanoseconds: time.nanoseconds };
  }
  if (!parts.isRelative || parts.date || parts.weekday) return { hour: 0, minute: 0, second: 0, nanoseconds: 0 };
  const { hour, minute, second } = localTime(now.seconds, zone);
  return { hour, minute, second, nanoseconds: now.nanoseconds };
}

function hourOf(hour: number, isAfternoon: boolean | undefined): number | undefined {
  if (isAfternoon === undefined) return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function normalized(seconds: number, nanoseconds: number): Moment {
  const carried = Math.floor(nanoseconds / BILLION);
  return { seconds: seconds + carried, nanoseconds: nanoseconds - carried * BILLION };
}
