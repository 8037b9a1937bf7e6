import { type CalendarTime, calendarTime, DAY_SECONDS, secondsOf } from "./calendar.ts";
import { namedZone } from "./named-zone.ts";
import { posixZone } from "./posix-zone.ts";
import type { TimeZone, ZoneOffset } from "./zone-offset.ts";

const QUARTER_SECONDS = 900;

export const UTC = fixed("UTC");

/** What the variable TZ says. What can't be read is UTC, under the name that it begins with. */
export function timeZone(tz: string | undefined): TimeZone {
  const text = (tz ?? "").replace(/^:/, "");
  if (text === "" || /^(?:Etc\/)?(?:UTC|UCT|Zulu|Universal)$/.test(text)) return UTC;
  const named = posixZone(text) ?? namedZone(text);
  return named ? remembering(named) : fixed(/^[A-Za-z]{3,}/.exec(text)?.[0] ?? "");
}

/** Clocks are put at full quarters of an hour only. */
function remembering(zone: TimeZone): TimeZone {
  const known = new Map<number, ZoneOffset>();
  return {
    at: (time) => {
      const quarter = Math.floor(time / QUARTER_SECONDS);
      const offset = known.get(quarter) ?? zone.at(quarter * QUARTER_SECONDS);
      known.set(quarter, offset);
      return offset;
    },
  };
}

function fixed(name: string): TimeZone {
  const offset: ZoneOffset = { name, seconds: 0, isSummer: false };
  return { at: () => offset };
}

/** What clocks show there. */
export function localTime(time: number, zone: TimeZone): CalendarTime {
  return calendarTime(time + zone.at(time).seconds);
}

/**
 * When clocks show a time there: the first of two, and where they are put past it, what it would have been.
 * @param isSummer which of two
 */
export function timeOfLocal(local: CalendarTime, zone: TimeZone, isSummer?: boolean): number {
  const seconds = secondsOf(local);
  const around = [zone.at(seconds - DAY_SECONDS), zone.at(seconds + DAY_SECONDS)];
  const candidates = around.map((offset) => seconds - offset.seconds);
  const real = candidates.filter((time, index) => zone.at(time).seconds === around[index]?.seconds);
  return real.find((time) => zone.at(time).isSummer === isSummer) ?? real[0] ?? candidates[0] ?? seconds;
}
