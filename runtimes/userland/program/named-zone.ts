import { calendarTime, secondsOf } from "./calendar.ts";
import type { TimeZone, ZoneOffset } from "./zone-offset.ts";

/* Zones by the names of the time zone database, such as `Europe/Berlin`, from what the engine knows of them. */

/** What their times are called, in winter and in summer: the engine has names for America only. */
const NAMES: readonly (readonly [zones: RegExp, offsetHours: number, standard: string, summer: string])[] = [
  [/^(?:Europe\/(?:London|Jersey|Guernsey|Isle_of_Man|Belfast)|GB)/, 0, "GMT", "BST"],
  [/^(?:Etc\/)?(?:GMT|Greenwich)/, 0, "GMT", "GMT"],
  [/^(?:Europe\/Dublin|Eire)/, 0, "GMT", "IST"],
  [/^(?:Europe\/(?:Moscow|Simferopol|Kirov|Volgograd)|W-SU)/, 3, "MSK", "MSD"],
  [/^(?:Europe\/|Atlantic\/(?:Canary|Faroe|Faeroe|Madeira)|WET|Portugal)/, 0, "WET", "WEST"],
  [/^MET/, 1, "MET", "MEST"],
  [/^(?:Europe\/|Arctic\/|Africa\/(?:Ceuta|Algiers|Tunis)|CET|Poland)/, 1, "CET", "CEST"],
  [
    /^(?:Europe\/|Africa\/(?:Cairo|Tripoli)|Asia\/(?:Beirut|Famagusta|Gaza|Hebron|Nicosia)|EET|Egypt)/,
    2,
    "EET",
    "EEST",
  ],
  [/^(?:Africa\/|Atlantic\/(?:Reykjavik|St_Helena)|Iceland)/, 0, "GMT", "GMT"],
  [/^Africa\/(?!Casablanca|El_Aaiun)/, 1, "WAT", "WAT"],
  [/^Africa\/(?:Johannesburg|Maseru|Mbabane)/, 2, "SAST", "SAST"],
  [/^Africa\//, 2, "CAT", "CAT"],
  [/^(?:Africa\/|Indian\/(?:Antananarivo|Comoro|Mayotte))/, 3, "EAT", "EAT"],
  [/^(?:Asia\/(?:Jerusalem|Tel_Aviv)|Israel)/, 2, "IST", "IDT"],
  [/^Asia\/(?:Kolkata|Calcutta)/, 5.5, "IST", "IST"],
  [/^Asia\/Karachi/, 5, "PKT", "PKT"],
  [/^Asia\/(?:Jakarta|Pontianak)/, 7, "WIB", "WIB"],
  [/^Asia\/Makassar/, 8, "WITA", "WITA"],
  [/^Asia\/Jayapura/, 9, "WIT", "WIT"],
  [/^(?:Asia\/(?:Shanghai|Taipei|Macau|Chongqing|Harbin)|PRC|ROC)/, 8, "CST", "CST"],
  [/^(?:Asia\/Hong_Kong|Hongkong)/, 8, "HKT", "HKT"],
  [/^Asia\/Manila/, 8, "PST", "PST"],
  [/^(?:Asia\/Tokyo|Japan)/, 9, "JST", "JST"],
  [/^(?:Asia\/(?:Seoul|Pyongyang)|ROK)/, 9, "KST", "KST"],
  [/^Australia\//, 8, "AWST", "AWDT"],
  [/^Australia\//, 9.5, "ACST", "ACDT"],
  [/^Australia\/(?!Lord_Howe)|^Antarctica\/Macquarie/, 10, "AEST", "AEDT"],
  [/^(?:Pacific\/Auckland|Antarctica\/McMurdo|Antarctica\/South_Pole|NZ$)/, 12, "NZST", "NZDT"],
  [/^Pacific\/(?:Guam|Saipan)/, 10, "ChST", "ChST"],
  [/^Pacific\/(?:Midway|Pago_Pago|Samoa)/, -11, "SST", "SST"],
  [/^America\/St_Johns/, -3.5, "NST", "NDT"],
  [/^America\/Havana|^Cuba/, -5, "CST", "CDT"],
];

const QUARTER_SECONDS = 91 * 86_400;
/** The engine's dates have no more. */
const MAX_SECONDS = 8.64e12;

/** @returns nothing for a name that the engine doesn't know */
export function namedZone(name: string): TimeZone | undefined {
  const format = formatOf(name);
  if (format === undefined) return undefined;
  return {
    at: (time): ZoneOffset => {
      const seconds = offsetOf(format, time);
      const others = [1, 2, 3].map((quarters) => offsetOf(format, time + quarters * QUARTER_SECONDS));
      const standard = Math.min(seconds, ...others);
      return { name: nameOf(name, format, time, seconds, standard), seconds, isSummer: seconds > standard };
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (typeof Intl === "undefined" || !/^[A-Za-z]/.test(timeZone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      timeZoneName: "short",
    });
  } catch {
    return undefined;
  }
}

function partsAt(format: Intl.DateTimeFormat, time: number): Map<string, string> {
  const bounded = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, time));
  return new Map(format.formatToParts(bounded * 1000).map(({ type, value }) => [type, value]));
}

function offsetOf(format: Intl.DateTimeFormat, time: number): number {
  const bounded = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, Math.floor(time)));
  const parts = partsAt(format, bounded);
  const part = (type: string): number => Number(parts.get(type) ?? 0);
  const year = parts.get("era") === "BC" ? 1 - part("year") : part("year");
  const [month, day, hour] = [part("month"), part("day"), part("hour")];
  const local = secondsOf({ year, month, day, hour, minute: part("minute"), second: part("second") });
  return local - secondsOf(calendarTime(bounded));
}

function nameOf(zone: string, format: Intl.DateTimeFormat, time: number, seconds: number, standard: number): string {
  const named = NAMES.find(([zones, hours]) => hours * 3600 === standard && zones.test(zone));
  if (named) return seconds > standard ? named[3] : named[2];
  const short = partsAt(format, time).get("timeZoneName") ?? "";
  if (/^[A-Z]{3,4}$/.test(short)) return short;
  const size = Math.abs(seconds);
  const minutes = Math.floor(size / 60) % 60;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}${minutes === 0 ? "" : two(minutes)}`;
}
