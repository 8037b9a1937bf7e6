import type { Instruction, Operator, Simple } from "./instruction.ts";

/** A place in code to jump to, which may not be known yet. */
export interface Label {
  place: number | undefined;
  readonly jumps: { target: number }[];
}

const ONE_BYTE_NUMBERS = 128;
const JUMP_BYTES = 3;

/** The code of one function or line, as it grows; it counts what bc's own code would take. */
export class Code {
  readonly instructions: Instruction[] = [];
  #address = 0;

  constant(text: string): void {
    this.#address += text === "0" || text === "1" ? 1 : text.length + 2;
    this.instructions.push({ kind: "constant", text });
  }

  variable(kind: "load" | "store" | "increment" | "decrement", variable: number): void {
    this.#address += 1 + numberBytes(variable);
    this.instructions.push({ kind, variable, end: this.#address });
  }

  element(kind: "loadElement" | "storeElement" | "incrementElement" | "decrementElement", array: number): void {
    this.#address += 1 + numberBytes(array);
    this.instructions.push({ kind, array, end: this.#address });
  }

  string(kind: "string" | "escapedString", text: string): void {
    this.#address += text.length + 2;
    this.instructions.push({ kind, text });
  }

  operate(operator: Operator): void {
    this.#address++;
    this.instructions.push({ kind: "operate", operator, end: this.#address });
  }

  function(name: "length" | "sqrt" | "scale" | "read" | "random"): void {
    this.#address += 2;
    this.instructions.push({ kind: "function", name, end: this.#address });
  }

  simple(kind: Simple): void {
    this.#address++;
    this.instructions.push({ kind });
  }

  call(callee: number, isArray: readonly boolean[]): void {
    const end = this.#address + 1 + numberBytes(callee);
    this.#address = end + isArray.length + 1;
    this.instructions.push({ kind: "call", callee, isArray, end });
  }

  label(): Label {
    return { place: undefined, jumps: [] };
  }

  jump(kind: "jump" | "jumpIfZero" | "jumpUnlessZero", label: Label): void {
    this.#address += JUMP_BYTES;
    const jump = { kind, target: label.place ?? 0 };
    if (label.place === undefined) label.jumps.push(jump);
    this.instructions.push(jump);
  }

  /** The label is here. */
  place(label: Label): void {
    label.place = this.instructions.length;
    for (const jump of label.jumps) jump.target = label.place;
  }
}

function numberBytes(number: number): number {
  return number < ONE_BYTE_NUMBERS ? 1 : 2;
}
