/*
 * Texts with parameters, as terminfo has them: a small language with a stack. See terminfo(5), "Parameterized Strings".
 */

type Value = number | string;

const TOKEN =
  /%(?:p(?<parameter>[1-9])|'(?<character>.)'|\{(?<number>\d+)\}|P(?<store>[A-Za-z])|g(?<recall>[A-Za-z])|:?(?<flags>[-+# 0]*)(?<width>\d*)(?:\.(?<precision>\d+))?(?<format>[doxXs])|(?<operator>[%clmi+\-*/&|^=<>AO!~?te;]))/gs;

/** @param parameters texts where the terminal wants texts, numbers else */
export function withParameters(text: string, parameters: readonly Value[]): string {
  return new Evaluation(text, parameters).run();
}

class Evaluation {
  readonly #text: string;
  readonly #parameters: Value[];
  readonly #stack: Value[] = [];
  readonly #variables = new Map<string, Value>();
  #written = "";

  constructor(text: string, parameters: readonly Value[]) {
    this.#text = text;
    this.#parameters = [...parameters];
  }

  run(): string {
    const pattern = new RegExp(TOKEN);
    let at = 0;
    for (let found = pattern.exec(this.#text); found; found = pattern.exec(this.#text)) {
      this.#written += this.#text.slice(at, found.index);
      at = pattern.lastIndex;
      const { operator } = found.groups ?? {};
      // A condition that is not so leads to the other branch, and the end of a branch behind all others.
      if ((operator === "t" && this.#number() === 0) || operator === "e") at = this.#skip(at, operator === "t");
      else this.#step(found.groups ?? {});
      pattern.lastIndex = at;
    }
    return this.#written + this.#text.slice(at);
  }

  #step(token: Readonly<Record<string, string | undefined>>): void {
    const { parameter, character, number, store, recall, format, operator } = token;
    if (parameter !== undefined) this.#stack.push(this.#parameters[Number(parameter) - 1] ?? 0);
    else if (character !== undefined) this.#stack.push(character.charCodeAt(0));
    else if (number !== undefined) this.#stack.push(Number(number));
    else if (store !== undefined) this.#variables.set(store, this.#stack.pop() ?? 0);
    else if (recall !== undefined) this.#stack.push(this.#variables.get(recall) ?? 0);
    else if (format !== undefined) this.#format(token, format);
    else if (operator !== undefined) this.#operate(operator);
  }

  #format({ flags = "", width = "", precision }: Readonly<Record<string, string | undefined>>, format: string): void {
    const value = this.#stack.pop() ?? 0;
    const base = format === "o" ? 8 : format === "d" ? 10 : 16;
    let text = format === "s" ? String(value) : Number(value).toString(base);
    if (format === "X") text = text.toUpperCase();
    if (precision !== undefined)
      text = format === "s" ? text.slice(0, Number(precision)) : text.padStart(Number(precision), "0");
    if (flags.includes("+") && Number(value) >= 0) text = `+${text}`;
    const columns = Number(width);
    this.#written += flags.includes("-")
      ? text.padEnd(columns)
      : text.padStart(columns, flags.includes("0") || width.startsWith("0") ? "0" : " ");
  }

  #operate(operator: string): void {
    switch (operator) {
      case "%":
        this.#written += "%";
        return;
      case "c":
        this.#written += String.fromCharCode(this.#number());
        return;
      case "l":
        this.#stack.push(String(this.#stack.pop() ?? "").length);
        return;
      case "i":
        for (const index of [0, 1]) this.#parameters[index] = Number(this.#parameters[index] ?? 0) + 1;
        return;
      case "!":
        this.#stack.push(this.#number() === 0 ? 1 : 0);
        return;
      case "~":
        this.#stack.push(~this.#number());
        return;
      case "?":
      case "t":
      case "e":
      case ";":
        return;
    }
    const right = this.#number();
    this.#stack.push(combined(operator, this.#number(), right));
  }

  #number(): number {
    const value = this.#stack.pop() ?? 0;
    return typeof value === "number" ? value : Number.parseInt(value, 10) || 0;
  }

  /** @param toElse whether an `%e` ends it, too */
  #skip(from: number, toElse: boolean): number {
    let depth = 0;
    for (let at = this.#text.indexOf("%", from); at >= 0; at = this.#text.indexOf("%", at + 2)) {
      const letter = this.#text.charAt(at + 1);
      if (letter === "?") depth++;
      else if (letter === ";" && depth-- === 0) return at + 2;
      else if (letter === "e" && depth === 0 && toElse) return at + 2;
    }
    return this.#text.length;
  }
}

function combined(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? 0 : Math.trunc(a / b);
    case "m":
      return b === 0 ? 0 : a % b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "=":
      return a === b ? 1 : 0;
    case "<":
      return a < b ? 1 : 0;
    case ">":
      return a > b ? 1 : 0;
    case "A":
      return a !== 0 && b !== 0 ? 1 : 0;
    default:
      return a !== 0 || b !== 0 ? 1 : 0;
  }
}
