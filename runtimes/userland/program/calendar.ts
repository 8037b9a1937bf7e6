/* Days and seconds of the Gregorian calendar, for any year; the engine's dates end after some. */

export const DAY_SECONDS = 86_400;

/** A time as clocks and calendars show it. */
export interface CalendarTime {
  readonly year: number;
  /** 1 … 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** @param month and `day` may lie outside a year and a month: they are counted on @returns days since 1970-01-01 */
export function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + month - 1;
  // The year begins in March, so that the day of a leap year is its last.
  const shifted = months - 2;
  const marchYear = Math.floor(shifted / 12);
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (shifted - marchYear * 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** As if at Greenwich. All parts may lie outside their ranges. */
export function secondsOf({ year, month, day, hour, minute, second }: CalendarTime): number {
  return dayNumber(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

/** As if at Greenwich. */
export function calendarTime(seconds: number): CalendarTime {
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
  };
}

/** 0 is Sunday. */
export function weekday(seconds: number): number {
  const day = (Math.floor(seconds / DAY_SECONDS) + 4) % 7;
  return day < 0 ? day + 7 : day;
}
