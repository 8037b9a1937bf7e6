import type { FileTime } from "../../kernel/file-times.ts";
import { formatDate, momentOfTime } from "../program/date-format.ts";
import type { TimeZone } from "../program/zone-offset.ts";

export type TimeWriter = (time: FileTime) => string;

/** What stands before and behind the fraction of a second, in times that have one. */
const AROUND_FRACTIONS: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  "+": ["%Y-%m-%d+%H:%M:%S", ""],
  S: ["%S", ""],
  T: ["%H:%M:%S", ""],
  X: ["%H:%M:%S", ""],
  "@": ["%s", ""],
};
const CTIME = ["%a %b %e %H:%M:%S", " %Y"] as const;
/** What `strftime` has another text for. */
const LETTERS = "aAbBcCdDeFgGhHIjklmMnpPrRstuUVwWxyYzZ%";

/** As C's `ctime` writes times, with a fraction. */
export function ctimeWriter(zone: TimeZone): TimeWriter {
  return withFraction(CTIME, zone);
}

/** @param letter of `strftime`, or one that only find has */
export function clockWriter(letter: string, zone: TimeZone): TimeWriter {
  const around = AROUND_FRACTIONS[letter];
  if (around) return withFraction(around, zone);
  return LETTERS.includes(letter) ? dateWriter(`%${letter}`, zone) : () => `%${letter}`;
}

/** Without what is less than a second. Files that lie together are often of one time, whose text is kept. */
export function dateWriter(format: string, zone: TimeZone): TimeWriter {
  let lastSeconds = Number.NaN;
  let lastText = "";
  return ({ ms }) => {
    const seconds = Math.floor(ms / 1000);
    if (seconds !== lastSeconds) lastText = formatDate(format, { seconds, nanoseconds: 0 }, zone);
    lastSeconds = seconds;
    return lastText;
  };
}

function withFraction([before, behind]: readonly [before: string, behind: string], zone: TimeZone): TimeWriter {
  const writers = [dateWriter(before, zone), dateWriter(behind, zone)] as const;
  return (time) => `${writers[0](time)}.${fractionText(time)}${writers[1](time)}`;
}

/** Of a second, in nanoseconds and one digit more. */
function fractionText(time: FileTime): string {
  return `${String(momentOfTime(time).nanoseconds).padStart(9, "0")}0`;
}
