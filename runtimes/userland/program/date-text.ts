/*
 * Dates as people write them, for `touch -d` and the like: a part of what GNU's tools read, in UTC. Parts may come in any order:
 * a day, a time with a zone, and what is counted from there.
 */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const COUNTS: Readonly<Record<string, number>> = { next: 1, last: -1, this: 0, a: 1, an: 1 };
const UNIT_MS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

const DAY = /^(?<year>\d{4,})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})(?=$|[\sT])T?/i;
const AMERICAN = /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{2,4})\b/;
const COMPACT = /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?=$|[\sT])T?/i;
const WORDY =
  /^(?:(?<day>\d{1,2})[-\s]+(?<word>[a-z]{3,9})|(?<word2>[a-z]{3,9})\.?\s+(?<day2>\d{1,2})(?!\d|:))(?:,|st|nd|rd|th)?(?:[-\s]+(?<year>\d{4})(?!:))?\b/i;
const TIME =
  /^(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?<fraction>[.,]\d+)?)?)?\s*(?<half>[ap]m)?(?<zone>\s*(?:z|utc|gmt|[-+]\d{2}:?\d{2}|[-+]\d{1,2}))?(?=$|\s)/i;
const RELATIVE =
  /^(?<count>[-+]?\s*\d+|next|last|this|an?)\s*(?<unit>sec|second|min|minute|hour|day|week|fortnight|month|year)s?(?<ago>\s+ago)?\b/i;

/** @returns milliseconds since the epoch, nothing for what is no date */
export function parseDate(text: string, nowMs: number): number | undefined {
  const since = /^\s*@(-?\d+(?:\.\d+)?)\s*$/.exec(text)?.[1];
  if (since !== undefined) return Number(since) * 1000;
  return new DateText(text.trim(), nowMs).value();
}

class DateText {
  #rest: string;
  readonly #date: Date;
  #dayMs: number;
  #timeMs: number | undefined;
  #zoneMs = 0;
  #addedMs = 0;
  #months = 0;

  constructor(text: string, nowMs: number) {
    this.#rest = text;
    this.#date = new Date(nowMs);
    this.#dayMs = nowMs - (nowMs % UNIT_MS_DAY);
    if (text === "") this.#timeMs = 0;
  }

  value(): number | undefined {
    let hasDay = false;
    while (this.#rest !== "") {
      const before = this.#rest;
      if (this.#takeDay()) hasDay = true;
      else if (!this.#takeRelative() && !this.#takeTime() && !this.#takeWord()) return undefined;
      this.#rest = this.#rest.replace(/^[\s,]+/, "");
      if (this.#rest === before) return undefined;
    }
    const clock = hasDay ? 0 : this.#date.getTime() - (this.#date.getTime() - (this.#date.getTime() % UNIT_MS_DAY));
    const base = new Date(this.#dayMs + (this.#timeMs ?? clock) - this.#zoneMs);
    if (this.#months !== 0) base.setUTCMonth(base.getUTCMonth() + this.#months);
    const value = base.getTime() + this.#addedMs;
    return Number.isNaN(value) ? undefined : value;
  }

  #take(pattern: RegExp): Readonly<Record<string, string | undefined>> | undefined {
    const match = pattern.exec(this.#rest);
    if (!match) return undefined;
    this.#rest = this.#rest.slice(match[0].length);
    return match.groups ?? {};
  }

  #takeDay(): boolean {
    const before = this.#rest;
    const numbers = this.#take(DAY) ?? this.#take(AMERICAN) ?? this.#take(COMPACT);
    if (numbers) {
      const year = Number(numbers["year"]);
      return this.#setDay(
        year < 69 ? year + 2000 : year < 100 ? year + 1900 : year,
        Number(numbers["month"]) - 1,
        Number(numbers["day"]),
      );
    }
    const words = this.#take(WORDY);
    const month = MONTHS.indexOf((words?.["word"] ?? words?.["word2"] ?? "").slice(0, 3).toLowerCase());
    if (!words || month < 0) {
      this.#rest = before;
      return false;
    }
    const year = words["year"] === undefined ? this.#date.getUTCFullYear() : Number(words["year"]);
    return this.#setDay(year, month, Number(words["day"] ?? words["day2"]));
  }

  #setDay(year: number, month: number, day: number): boolean {
    const date = new Date(Date.UTC(year, month, day));
    this.#dayMs = date.getUTCMonth() === month ? date.getTime() : Number.NaN;
    return true;
  }

  #takeTime(): boolean {
    const time = this.#take(TIME);
    if (!time || (time["minute"] === undefined && time["half"] === undefined)) return false;
    const half = time["half"]?.toLowerCase();
    const hour = Number(time["hour"]);
    const hours = half === undefined ? hour : (hour % 12) + (half === "pm" ? 12 : 0);
    const [minutes, seconds] = [Number(time["minute"] ?? 0), Number(time["second"] ?? 0)];
    const isValid = hours < 24 && minutes < 60 && seconds < 61;
    const fraction = Number(`0${(time["fraction"] ?? "").replace(",", ".")}`);
    this.#timeMs = isValid ? ((hours * 60 + minutes) * 60 + seconds + fraction) * 1000 : Number.NaN;
    this.#zoneMs = zoneMs((time["zone"] ?? "").trim());
    return true;
  }

  #takeRelative(): boolean {
    const found = this.#take(RELATIVE);
    if (!found) return false;
    const count = (found["count"] ?? "").replace(/\s/g, "").toLowerCase();
    const amount = (COUNTS[count] ?? Number(count)) * (found["ago"] === undefined ? 1 : -1);
    const unit = (found["unit"] ?? "").toLowerCase();
    if (unit === "month") this.#months += amount;
    else if (unit === "year") this.#months += 12 * amount;
    else this.#addedMs += amount * (UNIT_MS[unit] ?? 0);
    return true;
  }

  #takeWord(): boolean {
    const word = this.#take(/^(?<which>next\s+|last\s+)?(?<word>[a-z]+)\b/i);
    const text = word?.["word"]?.toLowerCase() ?? "";
    const days = { now: 0, today: 0, yesterday: -1, tomorrow: 1 }[text];
    if (days !== undefined) {
      this.#addedMs += days * UNIT_MS_DAY;
      return true;
    }
    if (text === "noon" || text === "midnight") {
      this.#timeMs = text === "noon" ? UNIT_MS_DAY / 2 : 0;
      return true;
    }
    if (/^(?:z|utc|gmt)$/.test(text)) {
      this.#zoneMs = 0;
      return true;
    }
    const day = text.length < 3 ? -1 : DAYS.indexOf(text.slice(0, 3));
    if (day < 0) return false;
    const which = word?.["which"]?.trim().toLowerCase();
    const ahead = (day - this.#date.getUTCDay() + 7) % 7;
    const weeks = which === "last" ? -7 : which === "next" && ahead === 0 ? 7 : 0;
    this.#dayMs += (ahead + weeks) * UNIT_MS_DAY;
    this.#timeMs ??= 0;
    return true;
  }
}

const UNIT_MS_DAY = 86_400_000;

function zoneMs(zone: string): number {
  const [, sign, hours = "0", minutes = "0"] = /^([-+])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
