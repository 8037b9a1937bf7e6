import { DAYS as dayNames, MONTHS as monthNames } from "../../bash/builtins/strftime.ts";
/* The words that dates are written with, as GNU's tools know them. */

export interface Amounts {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly second?: number;
}

export type DateWord =
  | { readonly kind: "half"; readonly isAfternoon: boolean }
  | { readonly kind: "month"; readonly month: number }
  | { readonly kind: "weekday"; readonly weekday: number }
  | { readonly kind: "zone"; readonly seconds: number; readonly isMilitaryT?: boolean }
  | { readonly kind: "local-zone"; readonly isSummer: boolean }
  | { readonly kind: "summer" }
  | { readonly kind: "unit"; readonly amounts: Amounts }
  | { readonly kind: "shift"; readonly days: number }
  | { readonly kind: "ordinal"; readonly ordinal: number }
  | { readonly kind: "ago"; readonly sign: number };

const MONTHS = monthNames.map((name) => name.toLowerCase());
const WEEKDAYS = dayNames.map((name) => name.toLowerCase());
const SHORTER: Readonly<Record<string, string>> = {
  sept: "september",
  tues: "tuesday",
  wednes: "wednesday",
  thur: "thursday",
  thurs: "thursday",
};

const UNITS: Readonly<Record<string, Amounts>> = {
  year: { year: 1 },
  month: { month: 1 },
  fortnight: { day: 14 },
  week: { day: 7 },
  day: { day: 1 },
  hour: { second: 3600 },
  minute: { second: 60 },
  min: { second: 60 },
  second: { second: 1 },
  sec: { second: 1 },
};

const SHIFTS: Readonly<Record<string, number>> = { tomorrow: 1, yesterday: -1, today: 0, now: 0 };
const ORDINALS: Readonly<Record<string, number>> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};

/** Hours east of Greenwich; those of summer count the hour that they add. */
const ZONES: Readonly<Record<string, number>> = {
  gmt: 0,
  ut: 0,
  utc: 0,
  wet: 0,
  west: 1,
  bst: 1,
  art: -3,
  brt: -3,
  brst: -2,
  nst: -3.5,
  ndt: -2.5,
  ast: -4,
  adt: -3,
  clt: -4,
  clst: -3,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  akst: -9,
  akdt: -8,
  hst: -10,
  hast: -10,
  hadt: -9,
  sst: -12,
  wat: 1,
  cet: 1,
  cest: 2,
  met: 1,
  mez: 1,
  mest: 2,
  mesz: 2,
  eet: 2,
  eest: 3,
  cat: 2,
  sast: 2,
  eat: 3,
  msk: 3,
  msd: 4,
  ist: 5.5,
  sgt: 8,
  kst: 9,
  jst: 9,
  gst: 10,
  nzst: 12,
  nzdt: 13,
};
const EAST = "abcdefghiklm";
const WEST = "nopqrstuvwxy";

/** @param localZones the names of the zone's own times, and whether that is summer's @returns nothing for no such word */
export function dateWord(text: string, localZones: ReadonlyMap<string, boolean>): DateWord | undefined {
  const word = text.toLowerCase();
  if (/^[ap]\.?m\.?$/.test(word) && /^(?:.m|.\.m\.)$/.test(word))
    return { kind: "half", isAfternoon: word.startsWith("p") };
  const month = namedDay(word, MONTHS);
  if (month >= 0) return { kind: "month", month: month + 1 };
  const weekday = namedDay(word, WEEKDAYS);
  if (weekday >= 0) return { kind: "weekday", weekday };
  return zoneWord(word, localZones) ?? relativeWord(word) ?? militaryZone(word) ?? withoutDots(word, localZones);
}

function namedDay(word: string, names: readonly string[]): number {
  const exact = names.indexOf(SHORTER[word] ?? word);
  if (exact >= 0) return exact;
  const isShort = word.length === 3 || (word.length === 4 && word.endsWith("."));
  return isShort ? names.findIndex((name) => name.startsWith(word.slice(0, 3))) : -1;
}

function zoneWord(word: string, localZones: ReadonlyMap<string, boolean>): DateWord | undefined {
  const isUniversal = word === "utc" || word === "gmt" || word === "ut";
  const isSummer = localZones.get(word);
  if (!isUniversal && isSummer !== undefined) return { kind: "local-zone", isSummer };
  const hours = own(ZONES, word);
  if (hours !== undefined) return { kind: "zone", seconds: hours * 3600 };
  return word === "dst" ? { kind: "summer" } : undefined;
}

function relativeWord(word: string): DateWord | undefined {
  const amounts = own(UNITS, word) ?? own(UNITS, word.replace(/s$/, ""));
  if (amounts) return { kind: "unit", amounts };
  const days = own(SHIFTS, word);
  if (days !== undefined) return { kind: "shift", days };
  const ordinal = own(ORDINALS, word);
  if (ordinal !== undefined) return { kind: "ordinal", ordinal };
  if (word === "ago" || word === "hence") return { kind: "ago", sign: word === "ago" ? -1 : 1 };
  return undefined;
}

function militaryZone(word: string): DateWord | undefined {
  if (word === "z") return { kind: "zone", seconds: 0 };
  if (word.length !== 1) return undefined;
  const [east, west] = [EAST.indexOf(word), WEST.indexOf(word)];
  if (east >= 0) return { kind: "zone", seconds: (east + 1) * 3600 };
  return west >= 0 ? { kind: "zone", seconds: -(west + 1) * 3600, isMilitaryT: word === "t" } : undefined;
}

function withoutDots(word: string, localZones: ReadonlyMap<string, boolean>): DateWord | undefined {
  return word.includes(".") ? zoneWord(word.replaceAll(".", ""), localZones) : undefined;
}

function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
