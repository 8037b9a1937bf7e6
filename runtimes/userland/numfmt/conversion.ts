import { bytesOfLatin1, decodeUtf8, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import type { Range } from "../cut-list.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";
import { type Extended, ofInteger, over, times } from "./extended-arithmetic.ts";
import { readNumber } from "./read-number.ts";
import type { Scale } from "./scale.ts";
import { type NumberStyle, numberText, problemOf } from "./write-number.ts";

/** What is done to which fields. */
export interface ConversionManner extends NumberStyle {
  readonly from: Scale;
  readonly fromUnit: bigint;
  readonly toUnit: bigint;
  readonly fields: readonly Range[];
  /** What separates fields, as one character a byte; nothing: blanks. */
  readonly delimiter: string | undefined;
  readonly suffix: string;
  /** 0: fields that have blanks before them stay as wide as they are. */
  readonly padding: number;
  readonly before: string;
  readonly after: string;
  readonly invalid: "abort" | "fail" | "warn" | "ignore";
  readonly isDebug: boolean;
}

/** A number that can't be converted ends everything with this. */
const INVALID = 2;

/** Converts lines, which are one character a byte. */
export class Conversion {
  readonly #call: ProgramCall;
  readonly #manner: ConversionManner;
  readonly #suffix: string;
  hasInvalid = false;

  constructor(call: ProgramCall, manner: ConversionManner) {
    this.#call = call;
    this.#manner = manner;
    this.#suffix = asBytes(manner.suffix);
  }

  /** Prints a line without its end. @throws Failure */
  async line(line: string): Promise<void> {
    const { delimiter } = this.#manner;
    let [rest, number] = [line, 1];
    for (;;) {
      const field = delimiter === undefined ? /^[ \t\n]*[^ \t\n]*/.exec(rest)?.[0] : rest.split(delimiter, 1)[0];
      const text = field ?? "";
      this.#call.output.put(bytesOfLatin1(await this.#field(text, number)));
      if (text.length === rest.length) return;
      this.#call.output.put(bytesOfLatin1(delimiter ?? " "));
      rest = rest.slice(text.length + 1);
      number++;
    }
  }

  async #field(text: string, number: number): Promise<string> {
    if (!this.#manner.fields.some(({ first, last }) => number >= first && number <= last)) return text;
    const suffix = this.#suffix;
    const bare = suffix !== "" && text.length > suffix.length && text.endsWith(suffix);
    const shown = bare ? text.slice(0, -suffix.length) : text;
    const converted = await this.#converted(shown, number);
    if (converted === undefined) this.hasInvalid = true;
    return converted ?? shown;
  }

  /** @returns nothing after a complaint */
  async #converted(text: string, field: number): Promise<string | undefined> {
    const manner = this.#manner;
    const digits = text.replace(/^[ \t]+/, "");
    const read = readNumber(asText(digits), manner.from);
    if (typeof read === "string") return this.#refuse(read);
    if (read.isInexact && manner.isDebug)
      await this.#warn(`large input value ${quoted(asText(digits))}: possible precision loss`);
    const value = this.#inUnits(read.value);
    const precision = manner.precision ?? read.precision;
    const problem = problemOf(value, precision, manner);
    if (problem !== undefined) return this.#refuse(problem);
    const number = numberText(value, precision, manner) + this.#suffix;
    const isAutomatic = manner.padding === 0 && manner.delimiter === undefined;
    const keepsWidth = isAutomatic && (digits.length < text.length || field > 1);
    const padding = keepsWidth ? text.length : manner.padding;
    const padded = padding < 0 ? number.padEnd(-padding) : number.padStart(padding);
    return asBytes(manner.before) + padded + asBytes(manner.after);
  }

  #inUnits(value: Extended): Extended {
    const { fromUnit, toUnit } = this.#manner;
    if (fromUnit === 1n && toUnit === 1n) return value;
    return over(times(value, ofInteger(fromUnit)), ofInteger(toUnit));
  }

  async #refuse(problem: string): Promise<undefined> {
    const { invalid } = this.#manner;
    if (invalid === "abort") throw new Failure(problem, INVALID);
    if (invalid !== "ignore") await this.#warn(problem);
    return undefined;
  }

  async #warn(message: string): Promise<void> {
    await this.#call.output.flush();
    await this.#call.process.printError(`${this.#call.name}: ${message}\n`);
  }
}

function asBytes(text: string): string {
  return latin1Of(encodeUtf8(text));
}

function asText(bytes: string): string {
  return decodeUtf8(bytesOfLatin1(bytes), "escape");
}
