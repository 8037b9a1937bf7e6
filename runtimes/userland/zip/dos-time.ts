import { secondsOf } from "../program/calendar.ts";
import { localTime, timeOfLocal } from "../program/time-zone.ts";
import type { TimeZone } from "../program/zone-offset.ts";

const FIRST_YEAR = 1980;

/** A time as zip files have it: local, in steps of two seconds. Odd seconds are rounded up. */
export function dosTimeOf(ms: number, zone: TimeZone): number {
  const even = Math.ceil(Math.floor(ms / 1000) / 2) * 2;
  const { year, month, day, hour, minute, second } = localTime(even, zone);
  if (year < FIRST_YEAR) return (1 << 21) | (1 << 16);
  const date = ((year - FIRST_YEAR) << 9) | (month << 5) | day;
  return ((date << 16) | (hour << 11) | (minute << 5) | (second >> 1)) >>> 0;
}

/** @returns milliseconds since the epoch */
export function timeOfDos(time: number, zone: TimeZone): number {
  return timeOfLocal(localOfDos(time), zone) * 1000;
}

/** What clocks showed, as milliseconds since the epoch where that is UTC. */
export function shownTimeOfDos(time: number): number {
  return secondsOf(localOfDos(time)) * 1000;
}

function localOfDos(time: number) {
  return {
    year: ((time >>> 25) & 127) + FIRST_YEAR,
    month: (time >>> 21) & 15,
    day: (time >>> 16) & 31,
    hour: (time >>> 11) & 31,
    minute: (time >>> 5) & 63,
    second: (time & 31) * 2,
  };
}
