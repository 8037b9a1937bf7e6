import {
  countOf,
  type Decimal,
  decimalOf,
  difference,
  digitCount,
  isZero,
  negated,
  ONE,
  squareRoot,
  sum,
  TooLong,
  ZERO,
} from "../decimal/decimal.ts";
import { decimalText, parseDecimal } from "../decimal/decimal-text.ts";
import type { WrappedOutput } from "../decimal/wrapped-output.ts";
import { ArgumentMismatch, enter, leave } from "./activation.ts";
import { type BcFunction, type Instruction, type Simple, SPECIAL } from "./instruction.ts";
import type { MathFunction } from "./math-library.ts";
import type { ProgramNames } from "./names.ts";
import { operate } from "./operations.ts";
import { unescaped } from "./print-escapes.ts";
import { LaggedRandom } from "./random.ts";
import { RuntimeFault } from "./runtime-fault.ts";
import { Settings } from "./settings.ts";
import { Stored } from "./stored.ts";

interface BcSurroundings {
  readonly output: WrappedOutput;
  /** Lets others run, and writes what is held. */
  readonly pause: () => void | Promise<void>;
  readonly warn: (message: string) => Promise<void>;
  /** The next number of the standard input, as digits. */
  readonly readNumber: () => Promise<string>;
}

interface Frame {
  readonly callee: BcFunction | undefined;
  readonly code: readonly Instruction[];
  at: number;
  /** Constants of a function are of the base that there was when it was called. */
  readonly inputBase: number | undefined;
}

const MAX_INDEX = 16_777_215;
const INSTRUCTIONS_PER_PAUSE = 2000;
const MAIN = "(main)";
/** Functions that call themselves without end are ended before the memory is. */
const MAX_FRAMES = 250_000;

/** Runs code. */
export class BcMachine {
  readonly settings: Settings;
  readonly #names: ProgramNames;
  readonly #around: BcSurroundings;
  readonly #functions = new Map<number, BcFunction | MathFunction>();
  readonly #stored = new Stored();
  readonly #random = new LaggedRandom();
  #stack: Decimal[] = [];
  #frames: Frame[] = [];
  #untilPause = INSTRUCTIONS_PER_PAUSE;

  constructor(names: ProgramNames, around: BcSurroundings, isPosix: boolean) {
    this.#names = names;
    this.#around = around;
    this.settings = new Settings(isPosix);
  }

  define(name: string, definition: BcFunction | MathFunction): void {
    this.#functions.set(this.#names.functions.numberOf(name), definition);
  }

  /** @returns whether it is to go on: `halt` was not reached @throws RuntimeFault, TooLong */
  async run(code: readonly Instruction[]): Promise<boolean> {
    this.#stack = [];
    this.#frames = [{ callee: undefined, code, at: 0, inputBase: undefined }];
    try {
      for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
        const instruction = frame.code[frame.at++];
        if (instruction === undefined) break;
        if (--this.#untilPause === 0) await this.#pause();
        const waited = this.#step(frame, instruction);
        if (waited === "halt") return false;
        if (waited !== undefined) await waited;
      }
      return true;
    } finally {
      while (this.#frames.length > 0) this.#leave();
    }
  }

  async #pause(): Promise<void> {
    this.#untilPause = INSTRUCTIONS_PER_PAUSE;
    await this.#around.pause();
  }

  #step(frame: Frame, instruction: Instruction): Promise<void> | "halt" | undefined {
    const stack = this.#stack;
    switch (instruction.kind) {
      case "constant":
        stack.push(this.#constant(frame, instruction));
        return undefined;
      case "load":
        stack.push(this.#load(instruction.variable));
        return undefined;
      case "store":
        return this.#store(instruction.variable, this.#top, instruction.end);
      case "increment":
        return this.#store(instruction.variable, sum(this.#load(instruction.variable), ONE), instruction.end);
      case "decrement":
        return this.#store(instruction.variable, difference(this.#load(instruction.variable), ONE), instruction.end);
      case "loadElement":
      case "storeElement":
      case "incrementElement":
      case "decrementElement":
        this.#element(instruction);
        return undefined;
      case "jump":
        frame.at = instruction.target;
        return undefined;
      case "jumpIfZero":
      case "jumpUnlessZero":
        if (isZero(this.#pop()) === (instruction.kind === "jumpIfZero")) frame.at = instruction.target;
        return undefined;
      case "call":
        return this.#call(instruction);
      case "operate": {
        const right = this.#pop();
        const left = this.#pop();
        const { value, warning } = operate(instruction.operator, left, right, this.settings.scale, () =>
          this.#place(instruction.end),
        );
        stack.push(value);
        return warning === undefined ? undefined : this.#warn(warning, instruction.end);
      }
      case "string":
        this.#around.output.put(instruction.text);
        return undefined;
      case "escapedString":
        this.#around.output.put(unescaped(instruction.text));
        return undefined;
      case "function":
        return this.#function(instruction);
      default:
        return this.#simple(instruction.kind);
    }
  }

  #simple(kind: Simple): "halt" | undefined {
    const stack = this.#stack;
    switch (kind) {
      case "duplicate":
        stack.push(this.#top);
        return undefined;
      case "exchange": {
        const [above, below] = [this.#pop(), this.#pop()];
        stack.push(above, below);
        return undefined;
      }
      case "pop":
        stack.pop();
        return undefined;
      case "print":
      case "printLine":
        this.#print(kind === "printLine");
        return undefined;
      case "negate":
        stack.push(negated(this.#pop()));
        return undefined;
      case "not":
        stack.push(isZero(this.#pop()) ? ONE : ZERO);
        return undefined;
      case "halt":
        return "halt";
      case "return":
        this.#leave();
        return undefined;
    }
  }

  get #top(): Decimal {
    return this.#stack.at(-1) ?? ZERO;
  }

  #pop(): Decimal {
    return this.#stack.pop() ?? ZERO;
  }

  #print(endsLine: boolean): void {
    const value = this.#pop();
    this.#around.output.put(decimalText(value, this.settings.outputBase) + (endsLine ? "\n" : ""));
    this.settings.last = value;
  }

  #constant({ inputBase }: Frame, instruction: Extract<Instruction, { kind: "constant" }>): Decimal {
    const base = inputBase ?? this.settings.inputBase;
    const { cached, text } = instruction;
    if (cached?.base === base) return cached.value;
    const value = parseDecimal(text, base);
    instruction.cached = { base, value };
    return value;
  }

  #load(variable: number): Decimal {
    return variable <= SPECIAL.last ? this.settings.get(variable) : this.#stored.variable(variable);
  }

  #store(variable: number, value: Decimal, end: number): Promise<void> | undefined {
    if (variable > SPECIAL.last) {
      this.#stored.assign(variable, value);
      return undefined;
    }
    const warning = this.settings.set(variable, value);
    return warning === undefined ? undefined : this.#warn(warning, end);
  }

  #warn(message: string, end: number): Promise<void> {
    return this.#around.warn(`Runtime warning (${this.#place(end)}): ${message}`);
  }

  #place(end: number): string {
    return `func=${this.#frames.at(-1)?.callee?.name ?? MAIN}, adr=${end}`;
  }

  #fail(message: string, end: number): never {
    throw new RuntimeFault(message, this.#place(end));
  }

  #element(instruction: Extract<Instruction, { readonly array: number }>): void {
    const stack = this.#stack;
    const stored = instruction.kind === "storeElement" ? this.#pop() : undefined;
    const index = countOf(this.#pop());
    if (index === undefined || index < 0 || index > MAX_INDEX)
      this.#fail(`Array ${this.#names.arrays.nameOf(instruction.array)} subscript out of bounds.`, instruction.end);
    const elements = this.#stored.array(instruction.array);
    const value = elements.get(index) ?? ZERO;
    if (stored !== undefined) {
      elements.set(index, stored);
      stack.push(stored);
    } else if (instruction.kind === "loadElement") stack.push(value);
    else elements.set(index, instruction.kind === "incrementElement" ? sum(value, ONE) : difference(value, ONE));
  }

  #function({ name, end }: Extract<Instruction, { kind: "function" }>): Promise<void> | undefined {
    const stack = this.#stack;
    if (name === "read") return this.#read();
    if (name === "random") {
      stack.push(decimalOf(this.#random.next()));
      return undefined;
    }
    const value = this.#pop();
    if (name === "length") stack.push(decimalOf(digitCount(value)));
    else if (name === "scale") stack.push(decimalOf(value.scale));
    else {
      if (value.digits < 0n) this.#fail("Square root of a negative number", end);
      stack.push(squareRoot(value, this.settings.scale));
    }
    return undefined;
  }

  async #read(): Promise<void> {
    const text = await this.#around.readNumber();
    const isNegative = text.startsWith("-");
    const digits = (isNegative ? text.slice(1) : text).toUpperCase();
    const value = parseDecimal(digits, this.settings.inputBase);
    this.#stack.push(isNegative ? negated(value) : value);
  }

  #call({ callee, isArray, end }: Extract<Instruction, { kind: "call" }>): Promise<void> | undefined {
    const definition = this.#functions.get(callee);
    if (definition === undefined) this.#fail(`Function ${this.#names.functions.nameOf(callee)} not defined.`, end);
    const args = this.#stack.splice(this.#stack.length - isArray.length, isArray.length);
    if ("evaluate" in definition) return this.#callMath(definition, args, end);
    try {
      enter(definition, args, isArray, this.#stored, this.#names);
    } catch (error) {
      if (!(error instanceof ArgumentMismatch)) throw error;
      this.#fail(error.message, end + error.index + 1);
    }
    if (this.#frames.length >= MAX_FRAMES) throw new TooLong();
    this.#frames.push({ callee: definition, code: definition.code, at: 0, inputBase: this.settings.inputBase });
    return undefined;
  }

  async #callMath({ parameters, evaluate }: MathFunction, args: readonly Decimal[], end: number): Promise<void> {
    if (args.length !== parameters)
      this.#fail("Parameter number mismatch", end + Math.min(args.length, parameters) + 1);
    this.#stack.push(await evaluate(args, this.settings.scale, () => this.#around.pause()));
  }

  #leave(): void {
    const callee = this.#frames.pop()?.callee;
    if (callee !== undefined) leave(callee, this.#stored);
  }
}
