import { countOf, type Decimal, decimalOf, ZERO } from "../decimal/decimal.ts";
import { SPECIAL } from "./instruction.ts";

const MAX_INPUT_BASE = 36;
const MAX_POSIX_INPUT_BASE = 16;
const MAX_COUNT = 0x7fffffff;

/** The variables that the calculator looks at: they have whole numbers in a range, but for the last value printed. */
export class Settings {
  inputBase = 10;
  outputBase = 10;
  scale = 0;
  #history = -1;
  last: Decimal = ZERO;
  readonly #maxInputBase: number;

  constructor(isPosix: boolean) {
    this.#maxInputBase = isPosix ? MAX_POSIX_INPUT_BASE : MAX_INPUT_BASE;
  }

  get(variable: number): Decimal {
    switch (variable) {
      case SPECIAL.ibase:
        return decimalOf(this.inputBase);
      case SPECIAL.obase:
        return decimalOf(this.outputBase);
      case SPECIAL.scale:
        return decimalOf(this.scale);
      case SPECIAL.history:
        return decimalOf(this.#history);
      default:
        return this.last;
    }
  }

  /** @returns a warning, if the value was out of range */
  set(variable: number, value: Decimal): string | undefined {
    if (variable === SPECIAL.last) {
      this.last = value;
      return undefined;
    }
    const count = countOf(value);
    if (variable === SPECIAL.ibase) {
      this.inputBase = Math.max(2, Math.min(count ?? MAX_COUNT, this.#maxInputBase));
      if (count !== undefined && count < 2) return "ibase too small, set to 2";
      return count === this.inputBase ? undefined : `ibase too large, set to ${this.#maxInputBase}`;
    }
    if (variable === SPECIAL.obase) {
      this.outputBase = Math.max(2, count ?? MAX_COUNT);
      if (count !== undefined && count < 2) return "obase too small, set to 2";
      return count === undefined ? `obase too large, set to ${MAX_COUNT}` : undefined;
    }
    if (variable === SPECIAL.scale) {
      this.scale = Math.max(0, count ?? (value.digits < 0n ? 0 : MAX_COUNT));
      if (value.digits < 0n && (count ?? -1) < 0) return "negative scale, set to 0";
      return count === undefined ? `scale too large, set to ${MAX_COUNT}` : undefined;
    }
    this.#history = count ?? MAX_COUNT;
    return undefined;
  }
}
