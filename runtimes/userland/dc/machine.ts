import { countOf, type Decimal, decimalOf, digitCount, negated, rescaled, TooLong, ZERO } from "../decimal/decimal.ts";
import { decimalText, parseDecimal } from "../decimal/decimal-text.ts";
import { WrappedOutput } from "../decimal/wrapped-output.ts";
import type { Output } from "../program/output.ts";
import { type DcOperator, isCompared, modularPower, operate, rootOf } from "./arithmetic.ts";
import { DcError } from "./dc-error.ts";
import { Frame } from "./frame.ts";
import { type DcValue, Registers } from "./registers.ts";

interface DcSurroundings {
  readonly output: Output;
  /** How long lines of digits are; 0: never broken. */
  readonly columns: number;
  readonly say: (message: string) => Promise<void>;
  /** Lets others run, and writes what is held. */
  readonly pause: () => void | Promise<void>;
  /** A line of the standard input. */
  readonly readLine: () => Promise<string>;
  /** Runs a command of the shell's. */
  readonly runCommand: (command: string) => Promise<void>;
}

const MAX_INPUT_BASE = 16;
const MAX_INDEX = 0x7fffffff;
/** Texts that run themselves without end are ended before the memory is. */
const MAX_FRAMES = 250_000;
const STEPS_PER_PAUSE = 2000;
const OPERATORS = "+-*/%~^";

/** Runs texts. */
export class DcMachine {
  readonly #around: DcSurroundings;
  readonly #registers = new Registers();
  #stack: DcValue[] = [];
  #frames: Frame[] = [];
  #inputBase = 10;
  #outputBase = 10;
  #scale = 0;
  #warnings: string[] = [];
  #untilPause = STEPS_PER_PAUSE;

  constructor(around: DcSurroundings) {
    this.#around = around;
  }

  /** @returns whether it is to go on: no `q` ended it @throws TooLong */
  async run(text: string, more?: () => Promise<string>): Promise<boolean> {
    this.#frames = [new Frame(text, 0, more)];
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (--this.#untilPause === 0) {
        this.#untilPause = STEPS_PER_PAUSE;
        await this.#around.pause();
      }
      const peeked = frame.peek();
      const character = typeof peeked === "string" ? peeked : await peeked;
      if (character === "") {
        this.#frames.pop();
        continue;
      }
      try {
        const waited = this.#step(frame, character);
        if (waited === "quit") return false;
        if (waited !== undefined) await waited;
        if (this.#warnings.length > 0) await this.#around.say(this.#warnings.splice(0).join("\n"));
      } catch (error) {
        if (!(error instanceof DcError)) throw error;
        await this.#around.say(`dc: ${error.message}`);
      }
    }
    return true;
  }

  #step(frame: Frame, character: string): Promise<void> | "quit" | undefined {
    if (/[0-9A-F._]/.test(character)) return this.#number(frame);
    frame.skip();
    if (OPERATORS.includes(character)) {
      this.#arithmetic(character as DcOperator);
      return undefined;
    }
    switch (character) {
      case " ":
      case "\n":
      case "\t":
      case "\r":
      case "\f":
      case "\v":
        return undefined;
      case "[":
        return this.#string(frame);
      case "#":
        return this.#restOfLine(frame).then(() => undefined);
      case "!":
        return this.#command(frame);
      case "?":
        return this.#around.readLine().then((line) => this.#execute(line));
      case "<":
      case ">":
      case "=":
        return this.#compare(frame, character, true);
      case "s":
      case "l":
      case "S":
      case "L":
      case ":":
      case ";":
        return this.#register(frame, character);
      case "q":
        return this.#quit(2, true);
      case "Q":
        return this.#leave(this.#levels());
      case "x":
        this.#execute(this.#pop());
        return undefined;
      default:
        return this.#simple(character);
    }
  }

  #simple(character: string): Promise<void> | undefined {
    const stack = this.#stack;
    switch (character) {
      case "p":
        this.#put(this.#top, "\n");
        return undefined;
      case "n":
        this.#put(this.#pop(), "");
        return undefined;
      case "P":
        this.#putBytes(this.#pop());
        return undefined;
      case "f":
        for (const value of [...stack].reverse()) this.#put(value, "\n");
        return undefined;
      case "c":
        this.#stack = [];
        return undefined;
      case "d":
        stack.push(this.#top);
        return undefined;
      case "r":
        if (stack.length >= 2) stack.push(this.#pop(), this.#pop());
        return undefined;
      case "R":
        this.#rotate();
        return undefined;
      case "z":
        stack.push(decimalOf(stack.length));
        return undefined;
      case "Z":
      case "X":
        this.#measure(character);
        return undefined;
      case "a":
        this.#toCharacter();
        return undefined;
      case "v":
        this.#root();
        return undefined;
      case "|":
        this.#modularPower();
        return undefined;
      case "i":
      case "o":
      case "k":
        this.#set(character);
        return undefined;
      case "I":
        stack.push(decimalOf(this.#inputBase));
        return undefined;
      case "O":
        stack.push(decimalOf(this.#outputBase));
        return undefined;
      case "K":
        stack.push(decimalOf(this.#scale));
        return undefined;
      default:
        throw new DcError(`${shown(character)} unimplemented`);
    }
  }

  get #top(): DcValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw new DcError("stack empty");
    return value;
  }

  #pop(): DcValue {
    const value = this.#top;
    this.#stack.pop();
    return value;
  }

  /** The topmost numbers, the lowest first, which stay. */
  #numbers(count: number): Decimal[] {
    const values = this.#stack.slice(-count);
    if (values.length < count) throw new DcError("stack empty");
    return values.map((value) => {
      if (typeof value === "string") throw new DcError("non-numeric value");
      return value;
    });
  }

  #replace(count: number, values: readonly DcValue[]): void {
    this.#stack.splice(this.#stack.length - count, count, ...values);
  }

  #arithmetic(operator: DcOperator): void {
    const [left = ZERO, right = ZERO] = this.#numbers(2);
    this.#replace(
      2,
      operate(operator, left, right, this.#scale, (message) => this.#warnings.push(message)),
    );
  }

  #modularPower(): void {
    const [base = ZERO, exponent = ZERO, modulus = ZERO] = this.#numbers(3);
    const warn = (message: string): number => this.#warnings.push(message);
    this.#replace(3, [modularPower(base, exponent, modulus, this.#scale, warn)]);
  }

  #root(): void {
    const value = this.#pop();
    if (typeof value === "string") throw new DcError("square root of nonnumeric attempted");
    this.#stack.push(rootOf(value, this.#scale));
  }

  async #number(frame: Frame): Promise<void> {
    let text = "";
    let isNegative = false;
    for (let next = await frame.peek(); ; next = await frame.peek()) {
      if (next === "_" && text === "") isNegative = true;
      else if (/[0-9A-F]/.test(next) || (next === "." && !text.includes("."))) text += next;
      else break;
      frame.skip();
    }
    const value = parseDecimal(text, this.#inputBase, false);
    this.#stack.push(isNegative ? negated(value) : value);
  }

  async #string(frame: Frame): Promise<void> {
    let text = "";
    for (let depth = 1; ; ) {
      const next = await frame.peek();
      if (next === "") break;
      frame.skip();
      if (next === "[") depth++;
      else if (next === "]" && --depth === 0) break;
      text += next;
    }
    this.#stack.push(text);
  }

  async #restOfLine(frame: Frame): Promise<string> {
    let text = "";
    for (let next = await frame.peek(); next !== "" && next !== "\n"; next = await frame.peek()) {
      frame.skip();
      text += next;
    }
    return text;
  }

  /** `!<`, `!=` and `!>` compare; all else is a command. */
  async #command(frame: Frame): Promise<void> {
    const next = await frame.peek();
    if (next !== "<" && next !== ">" && next !== "=") return this.#around.runCommand(await this.#restOfLine(frame));
    frame.skip();
    return this.#compare(frame, next, false);
  }

  async #nameOf(frame: Frame): Promise<string> {
    const name = await frame.peek();
    frame.skip();
    return name;
  }

  async #compare(frame: Frame, operator: string, wanted: boolean): Promise<void> {
    const name = await this.#nameOf(frame);
    const [below = ZERO, top = ZERO] = this.#numbers(2);
    this.#replace(2, []);
    if (isCompared(operator, top, below) !== wanted) return;
    const value = this.#registers.load(name);
    if (value !== undefined) this.#execute(value);
  }

  async #register(frame: Frame, action: string): Promise<void> {
    const name = await this.#nameOf(frame);
    const registers = this.#registers;
    if (action === "s") registers.store(name, this.#pop());
    else if (action === "S") registers.push(name, this.#pop());
    else if (action === "l") this.#stack.push(registers.load(name) ?? ZERO);
    else if (action === "L") {
      const value = registers.pop(name);
      if (value === undefined) throw new DcError(`stack register ${shown(name)} is empty`);
      this.#stack.push(value);
    } else if (action === ";") this.#stack.push(registers.element(name, this.#index()) ?? ZERO);
    else {
      if (this.#stack.length < 2) throw new DcError("stack empty");
      const index = this.#index();
      registers.storeElement(name, index, this.#pop());
    }
  }

  #index(): number {
    const value = this.#pop();
    const index = typeof value === "string" ? undefined : countOf(value);
    if (index === undefined || index < 0 || index > MAX_INDEX)
      throw new DcError("array index must be a nonnegative integer");
    return index;
  }

  /** Runs a text; a number is pushed. A text that is at its end makes room. */
  #execute(value: DcValue): void {
    if (typeof value !== "string") {
      this.#stack.push(value);
      return;
    }
    const caller = this.#frames.at(-1);
    const isTail = caller?.isMacro === true && caller.isAtEnd;
    if (isTail) this.#frames.pop();
    if (this.#frames.length >= MAX_FRAMES) throw new TooLong();
    this.#frames.push(new Frame(value, isTail ? caller.depth + 1 : 1));
  }

  #levels(): number {
    const value = this.#pop();
    const count = typeof value === "string" ? undefined : countOf(value);
    if (count === undefined || count < 1) throw new DcError("Q command requires a number >= 1");
    return count;
  }

  /** As GNU's, `1Q` leaves nothing, and `2Q` two levels. */
  #leave(levels: number): "quit" | undefined {
    return levels === 1 && this.#frames.at(-1)?.isMacro ? undefined : this.#quit(levels, false);
  }

  /** Leaves texts that are being run. @param ends whether all ends if there are not so many */
  #quit(levels: number, ends: boolean): "quit" | undefined {
    let left = levels;
    for (let frame = this.#frames.at(-1); left > 0; frame = this.#frames.at(-1)) {
      if (frame === undefined || !frame.isMacro) {
        if (ends) return "quit";
        throw new DcError("Q command argument exceeded string execution depth");
      }
      if (frame.depth > left) {
        frame.depth -= left;
        break;
      }
      left -= frame.depth;
      this.#frames.pop();
    }
    return undefined;
  }

  #rotate(): void {
    const value = this.#pop();
    const count = typeof value === "string" ? 0 : (countOf(value) ?? 0);
    const size = Math.min(Math.abs(count), this.#stack.length);
    if (size < 2) return;
    const part = this.#stack.splice(this.#stack.length - size, size);
    const moved = count > 0 ? [...part.slice(1), ...part.slice(0, 1)] : [...part.slice(-1), ...part.slice(0, -1)];
    this.#stack.push(...moved);
  }

  #measure(what: "Z" | "X"): void {
    const value = this.#pop();
    if (typeof value === "string") this.#stack.push(decimalOf(what === "Z" ? value.length : 0));
    else this.#stack.push(decimalOf(what === "X" ? value.scale : lengthOf(value)));
  }

  #toCharacter(): void {
    const value = this.#pop();
    this.#stack.push(
      typeof value === "string"
        ? value.slice(0, 1)
        : String.fromCharCode(Number(BigInt.asUintN(8, rescaled(value, 0).digits))),
    );
  }

  #set(what: "i" | "o" | "k"): void {
    const value = this.#pop();
    const count = typeof value === "string" ? -1 : (countOf(value) ?? -1);
    if (what === "i") {
      if (count < 2 || count > MAX_INPUT_BASE)
        throw new DcError(`input base must be a number between 2 and ${MAX_INPUT_BASE} (inclusive)`);
      this.#inputBase = count;
    } else if (what === "o") {
      if (count < 2) throw new DcError("output base must be a number greater than 1");
      this.#outputBase = count;
    } else {
      if (count < 0) throw new DcError("scale must be a nonnegative number");
      this.#scale = count;
    }
  }

  #put(value: DcValue, end: string): void {
    const { output, columns } = this.#around;
    const isText = typeof value === "string";
    new WrappedOutput(output, isText ? 0 : columns).put((isText ? value : decimalText(value, this.#outputBase)) + end);
  }

  /** A text as it is, a number as the bytes that it is made of. */
  #putBytes(value: DcValue): void {
    if (typeof value === "string") {
      new WrappedOutput(this.#around.output, 0).put(value);
      return;
    }
    const whole = rescaled(value, 0).digits;
    const hex = (whole < 0n ? -whole : whole).toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    this.#around.output.put(Uint8Array.from(even.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  }
}

/** Digits without zeros before all, and behind the point. */
function lengthOf(value: Decimal): number {
  return value.digits === 0n ? 1 : digitCount({ digits: value.digits, scale: 0 });
}

function shown(character: string): string {
  return `'${character}' (0${character.charCodeAt(0).toString(8)})`;
}
