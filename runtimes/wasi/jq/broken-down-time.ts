import type { ProgramMemory } from "../program-memory.ts";

/** C's `struct tm`, without the zone: months count from 0, years from 1900, days of the week from Sunday. */
export interface BrokenDownTime {
  seconds: number;
  minutes: number;
  hours: number;
  day: number;
  month: number;
  year: number;
  weekday: number;
  yearday: number;
}

const FIELDS = ["seconds", "minutes", "hours", "day", "month", "year", "weekday", "yearday"] as const;
export const FIRST_YEAR = 1900;
const MS_PER_S = 1000;
const MS_PER_DAY = 86_400_000;

export function readTime(memory: ProgramMemory, at: number): BrokenDownTime {
  const field = (index: number): number => memory.u32(at + index * 4) | 0;
  const [seconds, minutes, hours, day] = [field(0), field(1), field(2), field(3)];
  return { seconds, minutes, hours, day, month: field(4), year: field(5), weekday: field(6), yearday: field(7) };
}

export function putTime(memory: ProgramMemory, at: number, time: BrokenDownTime): void {
  for (const [index, name] of FIELDS.entries()) memory.setU32(at + index * 4, time[name]);
}

export function timeOfSeconds(seconds: number): BrokenDownTime {
  const date = new Date(seconds * MS_PER_S);
  const year = date.getUTCFullYear();
  return {
    seconds: date.getUTCSeconds(),
    minutes: date.getUTCMinutes(),
    hours: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth(),
    year: year - FIRST_YEAR,
    weekday: date.getUTCDay(),
    yearday: Math.floor((date.getTime() - startOfYearMs(year)) / MS_PER_DAY),
  };
}

export function secondsOfTime({ year, month, day, hours, minutes, seconds }: BrokenDownTime): number {
  const date = new Date(0);
  date.setUTCFullYear(year + FIRST_YEAR, month, day);
  date.setUTCHours(hours, minutes, seconds);
  return date.getTime() / MS_PER_S;
}

function startOfYearMs(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}
