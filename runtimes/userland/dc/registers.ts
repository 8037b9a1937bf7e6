import type { Decimal } from "../decimal/decimal.ts";

/** A number, or a text, which may be run. */
export type DcValue = Decimal | string;

interface Register {
  readonly values: DcValue[];
  readonly elements: Map<number, DcValue>;
}

/** What has a name of one byte: a stack, and an array. */
export class Registers {
  readonly #registers = new Map<string, Register>();

  load(name: string): DcValue | undefined {
    return this.#register(name).values.at(-1);
  }

  store(name: string, value: DcValue): void {
    const { values } = this.#register(name);
    values[Math.max(values.length - 1, 0)] = value;
  }

  push(name: string, value: DcValue): void {
    this.#register(name).values.push(value);
  }

  pop(name: string): DcValue | undefined {
    return this.#register(name).values.pop();
  }

  element(name: string, index: number): DcValue | undefined {
    return this.#register(name).elements.get(index);
  }

  storeElement(name: string, index: number, value: DcValue): void {
    this.#register(name).elements.set(index, value);
  }

  #register(name: string): Register {
    let register = this.#registers.get(name);
    if (register === undefined) {
      register = { values: [], elements: new Map() };
      this.#registers.set(name, register);
    }
    return register;
  }
}
