import { DAYS, MONTHS } from "../../bash/builtins/strftime.ts";
import { type CalendarTime, DAY_SECONDS, dayNumber, secondsOf, weekday } from "./calendar.ts";
import { localTime } from "./time-zone.ts";
import type { TimeZone, ZoneOffset } from "./zone-offset.ts";

/* Times as `date` writes them, in the C locale: https://www.gnu.org/software/coreutils/date. */

/** A time, with all that clocks of some computers know of it. */
import type { FileTime } from "../../kernel/file-times.ts";

const NS_PER_MS = 1_000_000;

export interface Moment {
  /** Since the epoch. */
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** @param ns nanoseconds after the milliseconds */
export function momentOf(ms: number, ns = 0): Moment {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: Math.min(999_999_999, Math.round((ms - seconds * 1000) * 1e6) + ns) };
}

export function momentOfTime({ ms, ns }: FileTime): Moment {
  return momentOf(ms, ns);
}

export function timeOfMoment({ seconds, nanoseconds }: Moment): FileTime {
  const ms = Math.floor(nanoseconds / NS_PER_MS);
  return { ms: seconds * 1000 + ms, ns: nanoseconds - ms * NS_PER_MS };
}

const DIRECTIVE = /%(?<flags>[-_0^#+]*)(?<width>\d*)(?<modifier>[EO]?)(?<colons>:*)(?<letter>.)/gsu;
/** What may follow `E` and `O`. */
const MODIFIED: Readonly<Record<string, string>> = { E: "cCxXyY", O: "deHIjmMqSuUVwWy" };
const COMPOSITE: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  x: "%m/%d/%y",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  X: "%H:%M:%S",
};

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly colons: number;
  readonly letter: string;
}

interface Numeric {
  readonly value: number;
  readonly digits: number;
  readonly fill?: string;
}

export function formatDate(format: string, moment: Moment, zone: TimeZone): string {
  return new DateFormat(moment, zone).write(format);
}

/** `+0530`; with colons, more or fewer parts. */
export function offsetText(seconds: number, colons = 0): string {
  return zoneField(seconds, { flags: "", width: 0, colons, letter: "z" });
}

class DateFormat {
  readonly #moment: Moment;
  readonly #offset: ZoneOffset;
  readonly #local: CalendarTime;
  readonly #weekday: number;
  /** From 0. */
  readonly #yearDay: number;

  constructor(moment: Moment, zone: TimeZone) {
    this.#moment = moment;
    this.#offset = zone.at(moment.seconds);
    this.#local = localTime(moment.seconds, zone);
    const { year } = this.#local;
    this.#weekday = weekday(secondsOf(this.#local));
    this.#yearDay = Math.floor(secondsOf(this.#local) / DAY_SECONDS) - dayNumber(year, 1, 1);
  }

  write(format: string): string {
    return format.replace(DIRECTIVE, (whole, flags, width, modifier: string, colons: string, letter: string) => {
      const directive = { flags, width: Math.min(Number(width), 4096), colons: colons.length, letter };
      const isKnown = modifier === "" || (MODIFIED[modifier] ?? "").includes(letter);
      if (colons !== "" && (letter !== "z" || colons.length > 3 || directive.width > 0)) return whole;
      if (!isKnown) return padText(whole, directive);
      if (modifier === "") return this.#field(directive) ?? padText(whole, directive);
      return padText(this.#field({ ...directive, width: 0 }) ?? whole, directive);
    });
  }

  #field(directive: Directive): string | undefined {
    const { letter } = directive;
    if (letter === "N") return nanosecondsText(this.#moment.nanoseconds, directive);
    if (letter === "z") return zoneField(this.#offset.seconds, directive);
    if (letter === "F") return this.#fullDate(directive);
    const numeric = this.#number(letter);
    if (numeric) return padNumber(numeric, directive);
    const composite = COMPOSITE[letter];
    const text = composite === undefined ? this.#word(directive) : this.write(composite);
    if (text === undefined) return undefined;
    return padText(directive.flags.includes("^") && letter !== "P" ? text.toUpperCase() : text, directive);
  }

  #fullDate(directive: Directive): string {
    const yearDirective = { ...directive, width: Math.max(0, directive.width - 6) };
    const year = padNumber({ value: this.#local.year, digits: 4 }, yearDirective);
    return `${year}${this.write("-%m-%d")}`;
  }

  #word({ letter, flags }: Directive): string | undefined {
    const { hour, month } = this.#local;
    const changed = (text: string): string => (flags.includes("#") ? text.toUpperCase() : text);
    switch (letter) {
      case "%":
        return "%";
      case "n":
        return "\n";
      case "t":
        return "\t";
      case "a":
        return changed((DAYS[this.#weekday] ?? "").slice(0, 3));
      case "A":
        return changed(DAYS[this.#weekday] ?? "");
      case "b":
      case "h":
        return changed((MONTHS[month - 1] ?? "").slice(0, 3));
      case "B":
        return changed(MONTHS[month - 1] ?? "");
      case "p":
        return flags.includes("#") ? (hour < 12 ? "am" : "pm") : hour < 12 ? "AM" : "PM";
      case "P":
        return hour < 12 ? "am" : "pm";
      case "Z":
        return flags.includes("#") ? this.#offset.name.toLowerCase() : this.#offset.name;
      default:
        return undefined;
    }
  }

  #number(letter: string): Numeric | undefined {
    const { year, month, day, hour, minute, second } = this.#local;
    switch (letter) {
      case "C":
        return { value: Math.floor(year / 100), digits: 2 };
      case "d":
        return { value: day, digits: 2 };
      case "e":
        return { value: day, digits: 2, fill: " " };
      case "g":
        return { value: remainder(this.#isoWeek().year, 100), digits: 2 };
      case "G":
        return { value: this.#isoWeek().year, digits: 4 };
      case "H":
        return { value: hour, digits: 2 };
      case "I":
        return { value: hour % 12 || 12, digits: 2 };
      case "j":
        return { value: this.#yearDay + 1, digits: 3 };
      case "k":
        return { value: hour, digits: 2, fill: " " };
      case "l":
        return { value: hour % 12 || 12, digits: 2, fill: " " };
      case "m":
        return { value: month, digits: 2 };
      case "M":
        return { value: minute, digits: 2 };
      case "q":
        return { value: Math.ceil(month / 3), digits: 1 };
      case "s":
        return { value: this.#moment.seconds, digits: 1 };
      case "S":
        return { value: second, digits: 2 };
      case "u":
        return { value: this.#weekday || 7, digits: 1 };
      case "U":
        return { value: Math.floor((this.#yearDay + 7 - this.#weekday) / 7), digits: 2 };
      case "V":
        return { value: this.#isoWeek().week, digits: 2 };
      case "w":
        return { value: this.#weekday, digits: 1 };
      case "W":
        return { value: Math.floor((this.#yearDay + 7 - ((this.#weekday + 6) % 7)) / 7), digits: 2 };
      case "y":
        return { value: remainder(year, 100), digits: 2 };
      case "Y":
        return { value: year, digits: 4 };
      default:
        return undefined;
    }
  }

  /** A week belongs to the year in which its Thursday is. */
  #isoWeek(): { year: number; week: number } {
    const { year, month, day } = this.#local;
    const thursday = dayNumber(year, month, day) + 3 - ((this.#weekday + 6) % 7);
    const thursdayYear =
      thursday < dayNumber(year, 1, 1) ? year - 1 : thursday < dayNumber(year + 1, 1, 1) ? year : year + 1;
    return { year: thursdayYear, week: 1 + Math.floor((thursday - dayNumber(thursdayYear, 1, 1)) / 7) };
  }
}

function remainder(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** The flag of how to fill up that came last. */
function fillFlag(flags: string): string | undefined {
  return /[-_0+](?=[^-_0+]*$)/.exec(flags)?.[0];
}

function padText(text: string, { flags, width }: Directive): string {
  const flag = fillFlag(flags);
  if (flag === "-") return text;
  return text.padStart(width, flag === "0" || flag === "+" ? "0" : " ");
}

function padNumber({ value, digits, fill = "0" }: Numeric, { flags, width, letter }: Directive): string {
  const flag = fillFlag(flags);
  const isLongYear =
    (flag === "+" || (letter === "F" && flag === undefined && width === 0)) &&
    "YGFC".includes(letter) &&
    (width > digits || value > 10 ** digits - 1);
  const sign = value < 0 ? "-" : isLongYear ? "+" : "";
  const text = String(Math.abs(value));
  if (flag === "-") return sign + text;
  const size = (width || digits) - sign.length;
  const filled = flag === undefined ? fill : flag === "_" ? " " : "0";
  return filled === " " ? (sign + text).padStart(size + sign.length) : sign + text.padStart(size, "0");
}

/** As of a fraction: a width cuts, and what is no digit of it stands behind. */
function nanosecondsText(nanoseconds: number, { flags, width }: Directive): string {
  const size = width || 9;
  const digits = String(nanoseconds).padStart(9, "0").slice(0, size);
  const flag = fillFlag(flags);
  if (flag !== "-" && flag !== "_") return digits.padEnd(size, "0");
  const significant = digits.replace(/(?<=.)0+$/, "");
  if (flag === "_") return significant.padEnd(size);
  return size >= 9 ? (width === 0 ? digits : significant) : significant;
}

function zoneField(seconds: number, directive: Directive): string {
  const { flags, width, colons } = directive;
  const size = Math.abs(seconds);
  const [hour, minute, second] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  const parts = colons === 2 || (colons === 3 && second > 0) ? 3 : colons === 3 && minute === 0 ? 1 : 2;
  const tail = [minute, second].slice(0, parts - 1).map(two);
  const behind = colons === 0 ? tail.join("") : tail.map((part) => `:${part}`).join("");
  const flag = fillFlag(flags);
  const sign = seconds < 0 ? "-" : "+";
  if (flag !== "-" && flag !== "_") return sign + (two(hour) + behind).padStart(width - 1, "0");
  const bare = (String(hour) + behind).replace(/^0+(?=\d)/, "");
  if (flag === "-") return sign + bare;
  return (sign + bare).padStart(Math.max(width, two(hour).length + 1 + behind.length));
}
