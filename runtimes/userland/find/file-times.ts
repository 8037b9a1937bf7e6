import { formatDate, type Moment, momentOf } from "../program/date-format.ts";
import type { TimeZone } from "../program/zone-offset.ts";

/** Times that have seconds are printed with all that is known of them. */
const WITH_FRACTIONS: Readonly<Record<string, string>> = {
  "+": "%Y-%m-%d+%H:%M:%S.%N0",
  S: "%S.%N0",
  T: "%H:%M:%S.%N0",
  X: "%H:%M:%S.%N0",
  "@": "%s.%N0",
};
/** What `strftime` has no other text for. */
const LETTERS = "aAbBcCdDeFgGhHIjklmMnpPrRstuUVwWxyYzZ%";

/** As C's `ctime` writes times, with a fraction. */
export function ctimeText(timeMs: number, zone: TimeZone): string {
  return formatDate("%a %b %e %H:%M:%S.%N0 %Y", momentOf(timeMs), zone);
}

/** @param letter of `strftime`, or one that only find has */
export function clockText(letter: string, timeMs: number, zone: TimeZone): string {
  const moment: Moment = momentOf(timeMs);
  const format = WITH_FRACTIONS[letter];
  if (format !== undefined) return formatDate(format, moment, zone);
  return LETTERS.includes(letter) ? formatDate(`%${letter}`, moment, zone) : `%${letter}`;
}
