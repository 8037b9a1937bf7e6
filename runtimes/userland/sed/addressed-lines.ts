import type { PatternFlags } from "./expression-parser.ts";
import type { Pattern } from "./pattern.ts";

export type Address =
  | { readonly kind: "line"; readonly line: number }
  | { readonly kind: "step"; readonly first: number; readonly step: number }
  | { readonly kind: "last" }
  | { readonly kind: "regex"; readonly pattern: Pattern; readonly source: string; readonly flags: PatternFlags }
  /** As a second address: so many lines more, or up to a multiple. */
  | { readonly kind: "more"; readonly count: number }
  | { readonly kind: "multiple"; readonly of: number };

/** What addresses ask of the line that is being worked on. */
export interface AddressedLine {
  readonly lineNumber: number;
  readonly isLastLine: boolean;
  matches(pattern: Pattern): boolean;
}

/** The lines that a command is for: those an address fits, or ranges of them. */
export class AddressedLines {
  readonly #first: Address;
  readonly #second: Address | undefined;
  readonly #isNegated: boolean;
  readonly shown: string;
  #isInRange = false;
  /** A range that begins at a number begins once, there or behind it if other commands have read that line. */
  #hasBegun = false;
  /** A range whose end is a number ends there. */
  #rangeEnd = 0;

  /** @param shown as `--debug` has them */
  constructor(first: Address, second: Address | undefined, isNegated: boolean, shown: string) {
    this.shown = shown;
    this.#first = first;
    this.#second = second;
    this.#isNegated = isNegated;
    this.reset();
  }

  get isRange(): boolean {
    return this.#second !== undefined;
  }

  /** Whether the range goes on behind the line that was asked for last. */
  get isInRange(): boolean {
    return this.#isInRange;
  }

  get looksAhead(): boolean {
    return this.#first.kind === "last" || this.#second?.kind === "last";
  }

  /** Where files are separate, each begins anew. */
  reset(): void {
    this.#hasBegun = this.#first.kind === "line" && this.#first.line === 0;
    this.#isInRange = this.#hasBegun;
  }

  include(line: AddressedLine): boolean {
    return this.#includes(line) !== this.#isNegated;
  }

  #includes(line: AddressedLine): boolean {
    const second = this.#second;
    if (!second) return fits(this.#first, line);
    if (this.#isInRange) return this.#goesOn(second, line);
    if (!this.#begins(line)) return false;
    const { lineNumber } = line;
    if (second.kind === "line") this.#rangeEnd = second.line;
    else if (second.kind === "more") this.#rangeEnd = lineNumber + second.count;
    else if (second.kind === "multiple")
      this.#rangeEnd = second.of > 0 ? (Math.floor(lineNumber / second.of) + 1) * second.of : lineNumber;
    else if (second.kind === "step") this.#rangeEnd = nextStep(second, lineNumber);
    else {
      this.#isInRange = second.kind !== "last" || !line.isLastLine;
      return true;
    }
    this.#isInRange = this.#rangeEnd > lineNumber;
    return true;
  }

  #begins(line: AddressedLine): boolean {
    if (this.#first.kind !== "line") return fits(this.#first, line);
    if (this.#hasBegun || line.lineNumber < this.#first.line) return false;
    this.#hasBegun = true;
    return true;
  }

  #goesOn(second: Address, line: AddressedLine): boolean {
    if (second.kind === "regex" || second.kind === "last") {
      if (fits(second, line)) this.#isInRange = false;
      return true;
    }
    const { lineNumber } = line;
    this.#isInRange = lineNumber < this.#rangeEnd;
    // Lines that other commands have read may be past the end.
    if (second.kind !== "line") return true;
    return lineNumber <= this.#rangeEnd || fits(this.#first, line);
  }
}

/** The first line from `from` on that the address fits; one before it if there is none. */
function nextStep({ first, step }: Address & { readonly kind: "step" }, from: number): number {
  if (from <= first || step <= 0) return first;
  return from + ((step - ((from - first) % step)) % step);
}

function fits(address: Address, line: AddressedLine): boolean {
  switch (address.kind) {
    case "line":
      return line.lineNumber === address.line;
    case "step": {
      const { first, step } = address;
      if (step <= 0) return line.lineNumber === first;
      return line.lineNumber >= first && (line.lineNumber - first) % step === 0;
    }
    case "last":
      return line.isLastLine;
    case "regex":
      return line.matches(address.pattern);
    default:
      return false;
  }
}
