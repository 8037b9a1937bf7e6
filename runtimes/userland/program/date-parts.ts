import type { DateToken, NumberToken } from "./date-tokens.ts";
import type { Amounts, DateWord } from "./date-words.ts";

/** What a date that people wrote says, part by part. */
export interface DateParts {
  readonly date: { readonly year: number | undefined; readonly month: number; readonly day: number } | undefined;
  readonly time:
    | {
        readonly hour: number;
        readonly minute: number;
        readonly second: number;
        readonly nanoseconds: number;
        readonly isAfternoon: boolean | undefined;
      }
    | undefined;
  readonly weekday: { readonly weekday: number; readonly ordinal: number } | undefined;
  readonly zoneSeconds: number | undefined;
  readonly isSummer: boolean | undefined;
  readonly isRelative: boolean;
  readonly relative: Amounts;
  readonly relativeNanoseconds: number;
}

const MAX_ZONE_SECONDS = 24 * 3600;

/** @returns nothing where the tokens make no date, or tell one part twice */
export function readDateParts(tokens: readonly DateToken[]): DateParts | undefined {
  try {
    return new PartsReader(tokens).read();
  } catch (error) {
    if (error instanceof NoDate) return undefined;
    throw error;
  }
}

class NoDate extends Error {}

type Kind = DateToken["kind"];
type OfKind<K extends Kind> = Extract<DateToken, { kind: K }>;
type Unit = Extract<DateWord, { kind: "unit" }>;

/** Reads from left to right, always the longest part that begins as the tokens do. */
class PartsReader {
  readonly #tokens: readonly DateToken[];
  #at = 0;
  #date: DateParts["date"];
  #hasYear = false;
  #time: DateParts["time"];
  #weekday: DateParts["weekday"];
  #zoneSeconds: number | undefined;
  #isSummer: boolean | undefined;
  #isRelative = false;
  readonly #relative = { year: 0, month: 0, day: 0, second: 0 };
  #relativeNanoseconds = 0;

  constructor(tokens: readonly DateToken[]) {
    this.#tokens = tokens;
  }

  read(): DateParts {
    while (this.#at < this.#tokens.length) this.#item();
    return {
      date: this.#date,
      time: this.#time,
      weekday: this.#weekday,
      zoneSeconds: this.#zoneSeconds,
      isSummer: this.#isSummer,
      isRelative: this.#isRelative,
      relative: this.#relative,
      relativeNanoseconds: this.#relativeNanoseconds,
    };
  }

  #item(): void {
    const token = this.#tokens[this.#at];
    this.#at++;
    switch (token?.kind) {
      case "number":
        if (token.isSigned) this.#counted(token, this.#need("unit"));
        else this.#unsigned(token);
        return;
      case "month":
        this.#monthFirst(token.month);
        return;
      case "weekday":
        this.#takeSign(",");
        this.#setWeekday(token.weekday, 0);
        return;
      case "ordinal":
        this.#ordinal(token.ordinal);
        return;
      case "unit":
        this.#add(token, 1, 0);
        return;
      case "shift":
        this.#isRelative = true;
        this.#relative.day += token.days;
        return;
      case "zone":
        this.#zone(token.seconds);
        return;
      case "local-zone":
        this.#localZone(token.isSummer);
        return;
      default:
        throw new NoDate();
    }
  }

  #peek<K extends Kind>(kind: K, ahead = 0): OfKind<K> | undefined {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === kind ? (token as OfKind<K>) : undefined;
  }

  #take<K extends Kind>(kind: K): OfKind<K> | undefined {
    const token = this.#peek(kind);
    if (token) this.#at++;
    return token;
  }

  #need<K extends Kind>(kind: K): OfKind<K> {
    const token = this.#take(kind);
    if (!token) throw new NoDate();
    return token;
  }

  #takeSign(sign: string): boolean {
    const isThere = this.#peek("sign")?.sign === sign;
    if (isThere) this.#at++;
    return isThere;
  }

  #signed(ahead = 0): NumberToken | undefined {
    const number = this.#peek("number", ahead);
    return number?.isSigned === true && number.nanoseconds === undefined ? number : undefined;
  }

  /** A whole number without sign. */
  #plain(ahead = 0): NumberToken | undefined {
    const number = this.#peek("number", ahead);
    return number?.isSigned === false && number.nanoseconds === undefined ? number : undefined;
  }

  #needPlain(): NumberToken {
    const number = this.#plain();
    if (!number) throw new NoDate();
    this.#at++;
    return number;
  }

  /** What begins with a number that has no sign. */
  #unsigned(number: NumberToken): void {
    const unit = this.#take("unit");
    if (unit) this.#counted(number, unit, true);
    else if (number.nanoseconds !== undefined) throw new NoDate();
    else if (this.#takeSign(":")) this.#clock(number);
    else if (this.#takeSign("/")) this.#slashed(number);
    else this.#beforeWord(number);
  }

  #beforeWord(number: NumberToken): void {
    const half = this.#take("half");
    const month = half ? undefined : this.#take("month");
    const weekday = half || month ? undefined : this.#take("weekday");
    const signed = this.#signed();
    if (half) this.#setTime(number.value, 0, undefined, half.isAfternoon);
    else if (month) this.#dayFirst(number, month.month);
    else if (weekday) this.#setWeekday(weekday.weekday, number.value);
    else if (signed) this.#signedBehind(number, signed);
    else this.#digits(number);
  }

  /** `2024-03-10`, `20240310 -3 days`, `10+02`. */
  #signedBehind(number: NumberToken, signed: NumberToken): void {
    const second = this.#signed(1);
    if (second) {
      this.#at += 2;
      this.#setDate({ value: number.value, digits: number.digits }, -signed.value, -second.value);
      const mark = this.#peek("zone");
      if (mark?.isMilitaryT === true) {
        this.#at++;
        this.#isoClock(this.#needPlain());
      }
      return;
    }
    if (this.#peek("unit", 1)) {
      this.#digits(number);
      return;
    }
    this.#setTime(number.value, 0, undefined, undefined);
    this.#zoneOffset();
  }

  #isoClock(hour: NumberToken): void {
    if (this.#takeSign(":")) this.#clock(hour);
    else {
      this.#setTime(hour.value, 0, undefined, undefined);
      if (!this.#signed()) throw new NoDate();
      this.#zoneOffset();
    }
  }

  #clock(hour: NumberToken): void {
    const minute = this.#needPlain();
    let second: NumberToken | undefined;
    if (this.#takeSign(":")) {
      second = this.#need("number");
      if (second.isSigned) throw new NoDate();
    }
    const half = this.#take("half");
    this.#setTime(hour.value, minute.value, second, half?.isAfternoon);
    if (!half) this.#zoneOffset();
  }

  /** `+0530`, `+5`, `-03:30`, if one follows. */
  #zoneOffset(): void {
    const offset = this.#signed();
    if (!offset) return;
    this.#at++;
    this.#setZone(this.#offsetSeconds(offset));
  }

  #offsetSeconds(offset: NumberToken): number {
    const sign = offset.isNegative ? -1 : 1;
    const size = Math.abs(offset.value);
    let minutes: number;
    if (this.#takeSign(":")) minutes = size * 60 + this.#needPlain().value;
    else if (offset.digits <= 2) minutes = size * 60;
    else minutes = Math.floor(size / 100) * 60 + (size % 100);
    if (minutes * 60 > MAX_ZONE_SECONDS) throw new NoDate();
    return sign * minutes * 60;
  }

  /** `3/10`, `3/10/2024`, `2024/03/10`. */
  #slashed(first: NumberToken): void {
    const second = this.#needPlain();
    if (!this.#takeSign("/")) {
      this.#setDate(undefined, first.value, second.value);
      return;
    }
    const third = this.#needPlain();
    if (first.digits >= 4) this.#setDate(first, second.value, third.value);
    else this.#setDate(third, first.value, second.value);
  }

  /** `10 Mar`, `10 Mar 2024`, `10-Mar-2024`. */
  #dayFirst(day: NumberToken, month: number): void {
    const signed = this.#signed();
    const year = signed ?? this.#plain();
    if (year) this.#at++;
    this.#setDate(year && { value: Math.abs(year.value), digits: year.digits }, month, day.value);
  }

  /** `Mar 10`, `Mar 10, 2024`, `Mar-10-2024`. */
  #monthFirst(month: number): void {
    const [signed, signedYear] = [this.#signed(), this.#signed(1)];
    if (signed && signedYear) {
      this.#at += 2;
      this.#setDate({ value: -signedYear.value, digits: signedYear.digits }, month, -signed.value);
      return;
    }
    const day = this.#needPlain();
    const year = this.#takeSign(",") ? this.#needPlain() : undefined;
    this.#setDate(year, month, day.value);
  }

  #ordinal(ordinal: number): void {
    const weekday = this.#take("weekday");
    if (weekday) this.#setWeekday(weekday.weekday, ordinal);
    else this.#add(this.#need("unit"), ordinal, 0);
  }

  #zone(seconds: number): void {
    if (this.#take("summer")) {
      this.#setZone(seconds + 3600);
      return;
    }
    const signed = this.#signed();
    if (signed && !this.#peek("unit", 1)) {
      this.#at++;
      this.#setZone(seconds + this.#offsetSeconds(signed));
    } else this.#setZone(seconds);
  }

  #localZone(isSummer: boolean): void {
    if (this.#zoneSeconds !== undefined || this.#isSummer !== undefined) throw new NoDate();
    this.#isSummer = this.#take("summer") !== undefined || isSummer;
  }

  /** A number that belongs to nothing: of a year, a day, or a time. */
  #digits(number: NumberToken): void {
    const { value, digits } = number;
    if (this.#date && !this.#hasYear && !this.#isRelative && (this.#time || digits > 2)) {
      this.#date = { ...this.#date, year: fullYear(number) };
      this.#hasYear = true;
    } else if (digits > 4) {
      const year = { value: Math.floor(value / 10_000), digits: digits - 4 };
      this.#setDate(year, Math.floor(value / 100) % 100, value % 100);
    } else if (digits <= 2) this.#setTime(value, 0, undefined, undefined);
    else this.#setTime(Math.floor(value / 100), value % 100, undefined, undefined);
  }

  #counted(number: NumberToken, unit: Unit, isPlain = false): void {
    const { nanoseconds = 0 } = number;
    if (number.nanoseconds !== undefined && unit.amounts.second !== 1) throw new NoDate();
    if (!isPlain && !number.isSigned) throw new NoDate();
    this.#add(unit, number.value, nanoseconds);
  }

  #add(unit: Unit, count: number, nanoseconds: number): void {
    const factor = count === 0 && nanoseconds === 0 ? 0 : 1;
    const sign = this.#take("ago")?.sign ?? 1;
    this.#isRelative = true;
    for (const part of ["year", "month", "day", "second"] as const)
      this.#relative[part] += factor * sign * count * (unit.amounts[part] ?? 0);
    this.#relativeNanoseconds += sign * nanoseconds;
  }

  #setDate(year: Pick<NumberToken, "value" | "digits"> | undefined, month: number, day: number): void {
    if (this.#date) throw new NoDate();
    this.#date = { year: year && fullYear(year), month, day };
    this.#hasYear = year !== undefined;
  }

  #setTime(hour: number, minute: number, second: NumberToken | undefined, isAfternoon: boolean | undefined): void {
    if (this.#time) throw new NoDate();
    this.#time = { hour, minute, second: second?.value ?? 0, nanoseconds: second?.nanoseconds ?? 0, isAfternoon };
  }

  #setWeekday(weekday: number, ordinal: number): void {
    if (this.#weekday) throw new NoDate();
    this.#weekday = { weekday, ordinal };
  }

  #setZone(seconds: number): void {
    if (this.#zoneSeconds !== undefined || this.#isSummer !== undefined) throw new NoDate();
    this.#zoneSeconds = seconds;
  }
}

/** Of two digits: 1969 … 2068. */
function fullYear({ value, digits }: Pick<NumberToken, "value" | "digits">): number {
  return digits === 2 && value >= 0 ? value + (value < 69 ? 2000 : 1900) : value;
}
