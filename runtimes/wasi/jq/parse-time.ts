import { type BrokenDownTime, FIRST_YEAR, secondsOfTime, timeOfSeconds } from "./broken-down-time.ts";

/*
 * What glibc's strptime does in the locale C: https://www.gnu.org/software/libc/manual/html_node/Low_002dLevel-Time-String-Parsing.html
 */

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const HALVES = ["AM", "PM"];
const SHORT_NAME = 3;
const DAYS_PER_WEEK = 7;
/** Years of two digits before it are of the century after. */
const FIRST_SHORT_YEAR = 69;

/** Conversions that stand for a format. */
const COMPOUND: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  x: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  X: "%H:%M:%S",
};

/**
 * Fills in what a text says in a format; bytes are characters of both.
 * @returns how much of the text was taken; nothing if it is not in the format
 */
export function parseTime(text: string, format: string, time: BrokenDownTime): number | undefined {
  const parse = new TimeParse(text, time);
  if (!parse.take(format)) return undefined;
  parse.complete();
  return parse.at;
}

class TimeParse {
  at = 0;
  readonly #text: string;
  readonly #time: BrokenDownTime;
  #wantsDays = false;
  #hasWeekday = false;
  #hasYearday = false;
  #hasMonth = false;
  #hasDay = false;
  #century: number | undefined;
  #wantsCentury = false;
  #isAfternoon = false;
  #isTwelveHours = false;
  #weekFromSunday: number | undefined;
  #weekFromMonday: number | undefined;

  constructor(text: string, time: BrokenDownTime) {
    this.#text = text;
    this.#time = time;
  }

  /** @returns whether the text goes on as the format says */
  take(format: string): boolean {
    for (let i = 0; i < format.length; i++) {
      const letter = format[i] ?? "";
      if (isSpace(letter)) this.#skipSpace();
      else if (letter !== "%") {
        if (this.#text[this.at] !== letter) return false;
        this.at++;
      } else {
        // Flags, widths and other calendars' modifiers change nothing here.
        const [conversion = ""] = /^[-_0^#]*\d*[EO]?./s.exec(format.slice(i + 1)) ?? [];
        if (conversion === "" || !this.#convert(conversion.slice(-1))) return false;
        i += conversion.length;
      }
    }
    return true;
  }

  #convert(conversion: string): boolean {
    const time = this.#time;
    const compound = COMPOUND[conversion];
    if (compound !== undefined) {
      this.#wantsDays = true;
      return this.take(compound);
    }
    switch (conversion) {
      case "%":
        return this.#text[this.at++] === "%";
      case "n":
      case "t":
        this.#skipSpace();
        return true;
      case "a":
      case "A":
        this.#hasWeekday = true;
        return this.#name(WEEKDAYS, (index) => {
          time.weekday = index;
        });
      case "b":
      case "B":
      case "h":
        this.#wantsDays = this.#hasMonth = true;
        return this.#name(MONTHS, (index) => {
          time.month = index;
        });
      case "p":
        return this.#name(HALVES, (index) => {
          this.#isAfternoon = index === 1;
        });
      case "Z":
        this.#skipSpace();
        while (this.at < this.#text.length && !isSpace(this.#text[this.at])) this.at++;
        return true;
      case "z":
        return this.#offset();
      default:
        return this.#numeric(conversion);
    }
  }

  #numeric(conversion: string): boolean {
    const time = this.#time;
    switch (conversion) {
      case "C":
        this.#wantsDays = true;
        return this.#number(0, 99, 2, (value) => {
          this.#century = value;
        });
      case "d":
      case "e":
        this.#wantsDays = this.#hasDay = true;
        return this.#number(1, 31, 2, (value) => {
          time.day = value;
        });
      case "g":
        return this.#number(0, 99, 2, () => {});
      case "G":
        return this.#number(0, 9999, 4, () => {});
      case "H":
      case "k":
        this.#isTwelveHours = false;
        return this.#number(0, 23, 2, (value) => {
          time.hours = value;
        });
      case "I":
      case "l":
        this.#isTwelveHours = true;
        return this.#number(1, 12, 2, (value) => {
          time.hours = value % 12;
        });
      case "j":
        this.#hasYearday = true;
        return this.#number(1, 366, 3, (value) => {
          time.yearday = value - 1;
        });
      case "m":
        this.#wantsDays = this.#hasMonth = true;
        return this.#number(1, 12, 2, (value) => {
          time.month = value - 1;
        });
      case "M":
        return this.#number(0, 59, 2, (value) => {
          time.minutes = value;
        });
      case "s":
        return this.#secondsSinceEpoch();
      case "S":
        return this.#number(0, 61, 2, (value) => {
          time.seconds = value;
        });
      case "u":
        this.#hasWeekday = true;
        return this.#number(1, 7, 1, (value) => {
          time.weekday = value % DAYS_PER_WEEK;
        });
      case "U":
        return this.#number(0, 53, 2, (value) => {
          this.#weekFromSunday = value;
        });
      case "V":
        return this.#number(0, 53, 2, () => {});
      case "w":
        this.#hasWeekday = true;
        return this.#number(0, 6, 1, (value) => {
          time.weekday = value;
        });
      case "W":
        return this.#number(0, 53, 2, (value) => {
          this.#weekFromMonday = value;
        });
      case "y":
        this.#wantsDays = this.#wantsCentury = true;
        return this.#number(0, 99, 2, (value) => {
          time.year = value >= FIRST_SHORT_YEAR ? value : value + 100;
        });
      case "Y":
        this.#wantsDays = true;
        this.#wantsCentury = false;
        this.#century = undefined;
        return this.#number(0, 9999, 4, (value) => {
          time.year = value - FIRST_YEAR;
        });
      default:
        return false;
    }
  }

  /** Puts in what follows from what was read. */
  complete(): void {
    const time = this.#time;
    if (this.#isTwelveHours && this.#isAfternoon) time.hours += 12;
    if (this.#century !== undefined) {
      const ofCentury = this.#wantsCentury ? time.year % 100 : 0;
      time.year = ofCentury + (this.#century - FIRST_YEAR / 100) * 100;
    }
    const hasDate = this.#hasMonth && this.#hasDay;
    if (this.#wantsDays && !this.#hasWeekday) {
      if (!hasDate && this.#hasYearday) this.#takeDate(time.yearday);
      time.weekday = this.#days().weekday;
    }
    if (this.#wantsDays && !this.#hasYearday) time.yearday = this.#days().yearday;
    const week = this.#weekFromSunday ?? this.#weekFromMonday;
    if (week === undefined || !this.#hasWeekday) return;
    const firstWeekday = timeOfSeconds(secondsOfTime({ ...time, month: 0, day: 1 })).weekday;
    const shift = this.#weekFromSunday === undefined ? 1 : 0;
    const ofWeek = (time.weekday - shift + DAYS_PER_WEEK) % DAYS_PER_WEEK;
    const toFirstWeek = (DAYS_PER_WEEK - (firstWeekday - shift)) % DAYS_PER_WEEK;
    if (!this.#hasYearday) time.yearday = toFirstWeek + (week - 1) * DAYS_PER_WEEK + ofWeek;
    if (!hasDate) this.#takeDate(time.yearday);
  }

  #days(): BrokenDownTime {
    const { year, month, day } = this.#time;
    return timeOfSeconds(secondsOfTime({ ...this.#time, year, month, day, hours: 0, minutes: 0, seconds: 0 }));
  }

  #takeDate(yearday: number): void {
    const { month, day } = timeOfSeconds(secondsOfTime({ ...this.#time, month: 0, day: 1 + yearday }));
    if (!this.#hasMonth) this.#time.month = month;
    if (!this.#hasDay) this.#time.day = day;
  }

  #skipSpace(): void {
    while (isSpace(this.#text[this.at])) this.at++;
  }

  #number(min: number, max: number, maxDigits: number, put: (value: number) => void): boolean {
    while (this.#text[this.at] === " ") this.at++;
    const rest = this.#text.slice(this.at, this.at + maxDigits);
    // No digit is taken that would make the number too large.
    let [digits = ""] = /^\d*/.exec(rest) ?? [];
    if (digits === "") return false;
    while (digits.length > 1 && Number(digits) > max) digits = digits.slice(0, -1);
    const value = Number(digits);
    if (value < min || value > max) return false;
    this.at += digits.length;
    put(value);
    return true;
  }

  /** A name, or its first three letters, in letters of any case. */
  #name(names: readonly string[], put: (index: number) => void): boolean {
    const rest = this.#text.slice(this.at).toLowerCase();
    for (const [index, name] of names.entries())
      for (const form of [name, name.slice(0, SHORT_NAME)])
        if (rest.startsWith(form.toLowerCase())) {
          this.at += form.length;
          put(index);
          return true;
        }
    return false;
  }

  /** That of a zone, which changes no other field. */
  #offset(): boolean {
    this.#skipSpace();
    const [offset] = /^(?:Z|[-+]\d\d(?::?\d\d)?)/.exec(this.#text.slice(this.at)) ?? [];
    if (offset === undefined) return false;
    this.at += offset.length;
    return true;
  }

  #secondsSinceEpoch(): boolean {
    const [digits] = /^\d+/.exec(this.#text.slice(this.at)) ?? [];
    if (digits === undefined) return false;
    const time = timeOfSeconds(Number(digits));
    if (Number.isNaN(time.year)) return false;
    Object.assign(this.#time, time);
    this.at += digits.length;
    return true;
  }
}

function isSpace(letter: string | undefined): boolean {
  return letter !== undefined && /^[ \t\n\v\f\r]/.test(letter);
}
