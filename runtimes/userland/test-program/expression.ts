import { compareFiles, isTerminal, testFile } from "../../bash/builtins/file-tests.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";

const FAILED = 2;
const FILE_LETTERS: ReadonlySet<string> = new Set("bcdefghkprsuwxGLNOS");
const MAX_DEPTH = 500;
/** How many arguments between parentheses are still read by their number. */
const FEW = 4;

const COMPARISONS: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  "-eq": (a, b) => a === b,
  "-ne": (a, b) => a !== b,
  "-lt": (a, b) => a < b,
  "-le": (a, b) => a <= b,
  "-gt": (a, b) => a > b,
  "-ge": (a, b) => a >= b,
};
const FILE_OPERATORS: readonly string[] = ["-nt", "-ot", "-ef"];

/** Evaluates an expression as POSIX says: what up to four arguments mean depends on how many there are. */
export class TestExpression {
  readonly #process: Process;
  readonly #files: FileSystem;
  readonly #args: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(process: Process, files: FileSystem, args: readonly string[]) {
    this.#process = process;
    this.#files = files;
    this.#args = args;
  }

  /** @throws Failure */
  evaluate(): boolean {
    if (this.#args.length === 0) return false;
    const value = this.#some(this.#args.length);
    const extra = this.#args[this.#at];
    if (extra !== undefined) throw failure(`extra argument ${quoted(extra)}`);
    return value;
  }

  #some(count: number): boolean {
    switch (count) {
      case 1:
        return this.#next() !== "";
      case 2:
        return this.#two();
      case 3:
        return this.#three();
      case 4:
        return this.#four();
      default:
        return this.#or();
    }
  }

  #two(): boolean {
    if (this.#isNext("!")) return !this.#negated(1);
    if (isUnary(this.#args[this.#at])) return this.#unary();
    throw this.#missing();
  }

  #three(): boolean {
    const operator = this.#args[this.#at + 1] ?? "";
    if (isBinary(operator)) return this.#binary();
    if (this.#isNext("!")) return !this.#negated(2);
    if (this.#isNext("(") && this.#args[this.#at + 2] === ")") return this.#between(1);
    if (operator === "-a" || operator === "-o") return this.#or();
    throw failure(`${quoted(operator)}: binary operator expected`);
  }

  #four(): boolean {
    if (this.#isNext("!")) return !this.#negated(3);
    if (this.#isNext("(") && this.#args[this.#at + 3] === ")") return this.#between(2);
    return this.#or();
  }

  #negated(count: number): boolean {
    this.#at++;
    return this.#some(count);
  }

  #between(count: number): boolean {
    this.#at++;
    const value = this.#some(count);
    this.#at++;
    return value;
  }

  #or(): boolean {
    let value = false;
    for (;;) {
      value = this.#and() || value;
      if (!this.#isNext("-o")) return value;
      this.#at++;
    }
  }

  #and(): boolean {
    let value = true;
    for (;;) {
      value = this.#term() && value;
      if (!this.#isNext("-a")) return value;
      this.#at++;
    }
  }

  #term(): boolean {
    let isNegated = false;
    for (; this.#isNext("!"); this.#at++) isNegated = !isNegated;
    return this.#positiveTerm() !== isNegated;
  }

  #positiveTerm(): boolean {
    const args = this.#args;
    const left = args.length - this.#at;
    if (left <= 0) throw this.#missing();
    if (this.#isNext("(")) return this.#parenthesized();
    if (left >= 4 && this.#isNext("-l") && isBinary(args[this.#at + 2] ?? "")) return this.#binary();
    if (left >= 3 && isBinary(args[this.#at + 1] ?? "")) return this.#binary();
    if (isUnary(args[this.#at])) return this.#unary();
    return this.#next() !== "";
  }

  #parenthesized(): boolean {
    if (++this.#depth > MAX_DEPTH) throw failure("too many parentheses");
    this.#at++;
    if (this.#at >= this.#args.length) throw this.#missing();
    let count = 1;
    while (this.#at + count < this.#args.length && this.#args[this.#at + count] !== ")") {
      if (count === FEW) {
        count = this.#args.length - this.#at;
        break;
      }
      count++;
    }
    const value = this.#some(count);
    const close = this.#args[this.#at];
    if (close === undefined) throw failure(`${quoted(")")} expected`);
    if (close !== ")") throw failure(`${quoted(")")} expected, found ${quoted(close)}`);
    this.#at++;
    this.#depth--;
    return value;
  }

  #unary(): boolean {
    const operator = this.#next();
    const letter = operator.charAt(1);
    if (!"nzt".includes(letter) && !FILE_LETTERS.has(letter))
      throw failure(`${quoted(operator)}: unary operator expected`);
    const operand = this.#next();
    if (letter === "n") return operand !== "";
    if (letter === "z") return operand === "";
    if (letter === "t") return isTerminal(this.#process, Number(integerOf(operand)));
    // There is one user, root.
    return testFile(this.#files, `-${letter}`, operand, true);
  }

  #binary(): boolean {
    const left = this.#operand();
    const operator = this.#next();
    const right = this.#operand();
    const compare = COMPARISONS[operator];
    if (compare) return compare(left.number(), right.number());
    if (left.isLength || right.isLength) throw failure(`${operator} does not accept -l`);
    if (FILE_OPERATORS.includes(operator)) return compareFiles(this.#files, operator, left.text, right.text);
    return (left.text === right.text) === (operator !== "!=");
  }

  /** A text, or `-l TEXT` for its length where another operand follows. */
  #operand(): { readonly text: string; readonly isLength: boolean; readonly number: () => bigint } {
    const text = this.#next();
    const measured = this.#args[this.#at];
    const isLength = text === "-l" && measured !== undefined && !isBinary(measured);
    if (!isLength) return { text, isLength, number: () => integerOf(text) };
    this.#at++;
    return { text: measured, isLength, number: () => BigInt(measured.length) };
  }

  #isNext(text: string): boolean {
    return this.#args[this.#at] === text;
  }

  #next(): string {
    const word = this.#args[this.#at];
    if (word === undefined) throw this.#missing();
    this.#at++;
    return word;
  }

  #missing(): Failure {
    return failure(`missing argument after ${quoted(this.#args.at(-1) ?? "")}`);
  }
}

function isUnary(text: string | undefined): boolean {
  return text !== undefined && text.length === 2 && text.startsWith("-");
}

function isBinary(text: string): boolean {
  return (
    text === "=" || text === "==" || text === "!=" || FILE_OPERATORS.includes(text) || Object.hasOwn(COMPARISONS, text)
  );
}

function integerOf(text: string): bigint {
  const [, sign, digits] = /^\s*([+-]?)(\d+)\s*$/.exec(text) ?? [];
  if (digits === undefined) throw failure(`invalid integer ${quoted(text)}`);
  return BigInt(`${sign === "-" ? "-" : ""}${digits}`);
}

function failure(message: string): Failure {
  return new Failure(message, FAILED);
}
