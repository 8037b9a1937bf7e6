import { compileRegex } from "../regex/regex.ts";
import { RegexSyntaxError } from "../regex/tree.ts";
import { compareText } from "../web/collation.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/expr */

const SYNTAX = 2;
const COMPARISONS = new Set(["<", "<=", "=", "==", "!=", ">=", ">"]);

export const expr = program({
  name: "expr",
  usage: "EXPRESSION",
  about:
    "Prints the value of EXPRESSION, whose parts are arguments of their own, from the weakest operator to the strongest: | & < <= = != >= > + - * / % : (match with a basic regular expression), and match STRING REGEXP, substr STRING POS LENGTH, index STRING CHARS, length STRING, + TOKEN, ( EXPRESSION ). The status is 1 if the value is empty or 0, 2 for a wrong expression, 3 for another failure.",
  like: "GNU coreutils",
  options: {},
  failureStatus: SYNTAX,
  modernize: (args) => {
    const isAsked = args.length === 1 && /^--(?:help|version)$/.test(args[0] ?? "");
    return isAsked || args[0] === "--" ? args : ["--", ...args];
  },
  run: ({ operands, output }) => {
    if (operands.length === 0) throw new UsageError("missing operand");
    const parser = new Expression(operands);
    const value = parser.value();
    output.putText(`${value}\n`);
    return isNull(value) ? 1 : 0;
  },
});

type Value = string | bigint;

function isNull(value: Value): boolean {
  return typeof value === "bigint" ? value === 0n : value === "" || /^-?0+$/.test(value);
}

/** Evaluates while it reads; what `|` and `&` leave out is read only. */
class Expression {
  readonly #args: readonly string[];
  #at = 0;
  /** More than 0 inside of what is not evaluated. */
  #skipping = 0;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  value(): Value {
    const value = this.#or();
    const extra = this.#args[this.#at];
    if (extra !== undefined) throw new Failure(`syntax error: unexpected argument ${quoted(extra)}`);
    return value;
  }

  #takes(text: string): boolean {
    if (this.#args[this.#at] !== text) return false;
    this.#at++;
    return true;
  }

  #or(): Value {
    let left = this.#and();
    while (this.#takes("|")) {
      const isLeft = !isNull(left);
      const right = this.#unless(isLeft, () => this.#and());
      if (!isLeft) left = isNull(right) ? 0n : right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#comparison();
    while (this.#takes("&")) {
      const isOver = isNull(left);
      const right = this.#unless(isOver, () => this.#comparison());
      if (isOver || isNull(right)) left = 0n;
    }
    return left;
  }

  #unless(isSkipped: boolean, read: () => Value): Value {
    if (!isSkipped) return read();
    this.#skipping++;
    try {
      return read();
    } finally {
      this.#skipping--;
    }
  }

  #comparison(): Value {
    let left = this.#sum();
    for (;;) {
      const operator = this.#args[this.#at] ?? "";
      if (!COMPARISONS.has(operator)) return left;
      this.#at++;
      const order = compare(left, this.#sum());
      const isTrue = {
        "<": order < 0,
        "<=": order <= 0,
        "=": order === 0,
        "==": order === 0,
        "!=": order !== 0,
        ">=": order >= 0,
        ">": order > 0,
      }[operator];
      left = isTrue ? 1n : 0n;
    }
  }

  #sum(): Value {
    let left = this.#product();
    for (;;) {
      if (this.#takes("+")) left = this.#number(left, this.#product(), (a, b) => a + b);
      else if (this.#takes("-")) left = this.#number(left, this.#product(), (a, b) => a - b);
      else return left;
    }
  }

  #product(): Value {
    let left = this.#match();
    for (;;) {
      if (this.#takes("*")) left = this.#number(left, this.#match(), (a, b) => a * b);
      else if (this.#takes("/")) left = this.#number(left, this.#match(), (a, b) => a / nonZero(b));
      else if (this.#takes("%")) left = this.#number(left, this.#match(), (a, b) => a % nonZero(b));
      else return left;
    }
  }

  #number(left: Value, right: Value, operation: (a: bigint, b: bigint) => bigint): Value {
    if (this.#skipping > 0) return 0n;
    return operation(integer(left), integer(right));
  }

  #match(): Value {
    let left = this.#function();
    while (this.#takes(":")) left = this.#matched(left, this.#function());
    return left;
  }

  #matched(text: Value, pattern: Value): Value {
    if (this.#skipping > 0) return 0n;
    const basic = `${pattern}`.replace(/^\^/, "");
    const regex = compileRegex(basic, { syntax: "basic", ignoreCase: false });
    if (regex instanceof RegexSyntaxError) throw new Failure(regex.message, SYNTAX);
    const found = regex.match(`${text}`);
    const isAtStart = found !== undefined && `${text}`.startsWith(found[0] ?? "");
    if (regex.groups > 0) return isAtStart ? (found[1] ?? "") : "";
    return isAtStart ? BigInt([...(found[0] ?? "")].length) : 0n;
  }

  #function(): Value {
    const word = this.#args[this.#at];
    switch (word) {
      case "+": {
        this.#at++;
        return this.#token();
      }
      case "length":
        this.#at++;
        return BigInt([...`${this.#function()}`].length);
      case "match": {
        this.#at++;
        const text = this.#function();
        return this.#matched(text, this.#function());
      }
      case "index": {
        this.#at++;
        const characters = [...`${this.#function()}`];
        const wanted = [...`${this.#function()}`];
        return BigInt(characters.findIndex((character) => wanted.includes(character)) + 1);
      }
      case "substr": {
        this.#at++;
        const characters = [...`${this.#function()}`];
        const [start, length] = [this.#function(), this.#function()].map(position);
        if (start === undefined || length === undefined || start <= 0 || length <= 0) return "";
        return characters.slice(start - 1, start - 1 + length).join("");
      }
      case "(": {
        this.#at++;
        const value = this.#or();
        if (this.#takes(")")) return value;
        const next = this.#args[this.#at];
        throw new Failure(
          next === undefined
            ? `syntax error: expecting ')' after ${quoted(this.#args.at(-1) ?? "")}`
            : `syntax error: expecting ')' instead of ${quoted(next)}`,
        );
      }
      case ")":
        throw new Failure("syntax error: unexpected ')'");
      default:
        return this.#token();
    }
  }

  #token(): string {
    const token = this.#args[this.#at];
    if (token === undefined)
      throw new Failure(`syntax error: missing argument after ${quoted(this.#args.at(-1) ?? "")}`);
    this.#at++;
    return token;
  }
}

function integerOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

function integer(value: Value): bigint {
  const number = integerOf(value);
  if (number === undefined) throw new Failure("non-integer argument", SYNTAX);
  return number;
}

function position(value: Value): number | undefined {
  const number = integerOf(value);
  return number === undefined ? undefined : Number(number);
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new Failure("division by zero", SYNTAX);
  return value;
}

function compare(left: Value, right: Value): number {
  const [a, b] = [integerOf(left), integerOf(right)];
  if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : 0;
  return compareText(`${left}`, `${right}`);
}
