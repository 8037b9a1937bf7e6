/* strftime(3) in the C locale. */

export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY_MS = 86_400_000;

export interface Zone {
  readonly name: string;
  /** East of Greenwich. */
  readonly offsetMinutes: number;
}

/** What TZ says: `UTC`, or a zone in POSIX's way without summer time, as in `EST5` and `<+0530>-5:30`. Others count as UTC. */
export function zoneOf(tz: string | undefined): Zone {
  const match = /^:?(?:<([A-Za-z0-9+-]+)>|([A-Za-z]{3,}))([+-]?)(\d{1,2})(?::(\d{2}))?/.exec(tz ?? "");
  if (match === null) return { name: "UTC", offsetMinutes: 0 };
  const minutes = Number(match[4]) * 60 + Number(match[5] ?? "0");
  return { name: match[1] ?? match[2] ?? "UTC", offsetMinutes: match[3] === "-" ? minutes : -minutes };
}

export function strftime(format: string, epochSeconds: number, zone: Zone): string {
  const date = new Date(epochSeconds * 1000 + zone.offsetMinutes * 60_000);
  if (Number.isNaN(date.getTime())) return "";
  let text = "";
  for (let at = 0; at < format.length; at++) {
    const character = format.charAt(at);
    if (character !== "%") {
      text += character;
      continue;
    }
    const match = /^%([-_0^#]*)(\d*)[EO]?(:*[A-Za-z%+])/.exec(format.slice(at, at + 40));
    if (match === null) {
      text += "%";
      continue;
    }
    const [whole, flags = "", width = "", letter = ""] = match;
    text += padded(fieldOf(letter, date, epochSeconds, zone) ?? { text: whole }, flags, Math.min(Number(width), 1024));
    at += whole.length - 1;
  }
  return text;
}

interface Field {
  readonly text: string;
  /** How a number is filled up. */
  readonly width?: number;
  readonly fill?: string;
}

function padded(field: Field, flags: string, width: number): string {
  let { text } = field;
  if (flags.includes("^")) text = text.toUpperCase();
  if (flags.includes("#")) text = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
  if (flags.includes("-")) return text;
  const fill = flags.includes("_") ? " " : flags.includes("0") ? "0" : (field.fill ?? " ");
  return text.padStart(Math.max(width, field.width ?? 0), fill);
}

function number(value: number, width: number, fill = "0"): Field {
  return { text: String(value), width, fill };
}

function fieldOf(letter: string, date: Date, epochSeconds: number, zone: Zone): Field | undefined {
  const nested = (format: string): Field => ({ text: strftime(format, epochSeconds, zone) });
  const year = date.getUTCFullYear();
  const hour = date.getUTCHours();
  const day = date.getUTCDay();
  const yearDay = Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / DAY_MS);
  switch (letter) {
    case "%":
      return { text: "%" };
    case "n":
      return { text: "\n" };
    case "t":
      return { text: "\t" };
    case "a":
      return { text: (DAYS[day] ?? "").slice(0, 3) };
    case "A":
      return { text: DAYS[day] ?? "" };
    case "b":
    case "h":
      return { text: (MONTHS[date.getUTCMonth()] ?? "").slice(0, 3) };
    case "B":
      return { text: MONTHS[date.getUTCMonth()] ?? "" };
    case "c":
      return nested("%a %b %e %H:%M:%S %Y");
    case "C":
      return number(Math.floor(year / 100), 2);
    case "d":
      return number(date.getUTCDate(), 2);
    case "D":
    case "x":
      return nested("%m/%d/%y");
    case "e":
      return number(date.getUTCDate(), 2, " ");
    case "F":
      return nested("%Y-%m-%d");
    case "g":
      return number(isoWeek(date).year % 100, 2);
    case "G":
      return number(isoWeek(date).year, 4);
    case "H":
      return number(hour, 2);
    case "I":
      return number(hour % 12 || 12, 2);
    case "j":
      return number(yearDay + 1, 3);
    case "k":
      return number(hour, 2, " ");
    case "l":
      return number(hour % 12 || 12, 2, " ");
    case "m":
      return number(date.getUTCMonth() + 1, 2);
    case "M":
      return number(date.getUTCMinutes(), 2);
    case "p":
      return { text: hour < 12 ? "AM" : "PM" };
    case "P":
      return { text: hour < 12 ? "am" : "pm" };
    case "r":
      return nested("%I:%M:%S %p");
    case "R":
      return nested("%H:%M");
    case "s":
      return { text: String(epochSeconds) };
    case "S":
      return number(date.getUTCSeconds(), 2);
    case "T":
    case "X":
      return nested("%H:%M:%S");
    case "u":
      return number(day || 7, 1);
    case "U":
      return number(Math.floor((yearDay + 7 - day) / 7), 2);
    case "V":
      return number(isoWeek(date).week, 2);
    case "w":
      return number(day, 1);
    case "W":
      return number(Math.floor((yearDay + 7 - ((day + 6) % 7)) / 7), 2);
    case "y":
      return number(((year % 100) + 100) % 100, 2);
    case "Y":
      return { text: String(year) };
    case "z":
      return { text: offsetText(zone.offsetMinutes) };
    case "Z":
      return { text: zone.name };
    default:
      return undefined;
  }
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

/** A week belongs to the year in which its Thursday is. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) };
}
