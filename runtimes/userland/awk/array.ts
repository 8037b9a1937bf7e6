import { orderOfKeys } from "./key-order.ts";
import type { Value } from "./values.ts";

/** What a variable or an element can hold. */
export type Held = Value | AwkArray;

/** An associative array. */
export class AwkArray {
  readonly #elements = new Map<string, Held>();

  get size(): number {
    return this.#elements.size;
  }

  has(key: string): boolean {
    return this.#elements.has(key);
  }

  /** An element that is asked for is there from then on. */
  get(key: string): Held {
    const held = this.#elements.get(key);
    if (held === undefined && !this.#elements.has(key)) this.#elements.set(key, undefined);
    return held;
  }

  /** Without making it. */
  peek(key: string): Held {
    return this.#elements.get(key);
  }

  set(key: string, value: Held): void {
    this.#elements.set(key, value);
  }

  delete(key: string): void {
    this.#elements.delete(key);
  }

  clear(): void {
    this.#elements.clear();
  }

  entries(): [string, Held][] {
    return [...this.#elements];
  }

  /** In the order in which `for (key in array)` goes. */
  keys(): string[] {
    return orderOfKeys([...this.#elements.keys()]);
  }

  /** Becomes a list, from 1. */
  fill(values: readonly Value[]): void {
    this.#elements.clear();
    for (const [at, value] of values.entries()) this.#elements.set(String(at + 1), value);
  }
}
