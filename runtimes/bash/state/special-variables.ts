import type { Attributes, Value } from "./variable.ts";
import type { VariablesHost } from "./variables.ts";

/**
 * A variable that computes its value, from what the shell that asks is. `assign` is what an assignment does to it: nothing, where
 * there is none. It loses its meaning when it is unset, as in bash. A shell shares it with its subshells.
 */
export interface SpecialVariable {
  value(host: VariablesHost): Value;
  assign?(text: string, host: VariablesHost): void;
  /** `X[key]=text`, where it is an associative array. */
  assignKey?(key: string, text: string, host: VariablesHost): void;
  /** `X=1` is not refused, but is forgotten (`FUNCNAME`), or fails where `attributes` say readonly (`UID`). */
  readonly attributes?: Partial<Attributes>;
}

export function scalar(text: string): Value {
  return { kind: "scalar", text };
}

/** RANDOM: Park and Miller's generator as bash 5.2 has it; the same seed gives the same numbers. */
export class RandomNumber implements SpecialVariable {
  readonly attributes = { integer: true };
  #state: number;
  #last = 0;

  /** @param seed 32 random bits; a subshell begins anew with some of its own */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  value(): Value {
    let next: number;
    do {
      this.#state = nextState(this.#state);
      next = ((this.#state >>> 16) ^ (this.#state & 0xffff)) & 0x7fff;
    } while (next === this.#last);
    this.#last = next;
    return scalar(String(next));
  }

  assign(text: string): void {
    this.#state = /^\s*[-+]?\d+/.test(text) ? Number(BigInt.asUintN(32, BigInt(Number.parseInt(text, 10)))) : 0;
    this.#last = 0;
  }
}

function nextState(state: number): number {
  const from = state === 0 ? 123459876 : state;
  const high = Math.trunc(from / 127773);
  const low = from - 127773 * high;
  const next = (Math.imul(16807, low) - Math.imul(2836, high)) | 0;
  return (next < 0 ? next + 0x7fffffff : next) >>> 0;
}

/** SECONDS: since the shell began, or since it was assigned, on top of that number. */
export class Seconds implements SpecialVariable {
  readonly attributes = { integer: true };
  readonly #nowMs: () => number;
  #startMs: number;
  #offset: number;

  constructor(nowMs: () => number, startMs = nowMs(), offset = 0) {
    this.#nowMs = nowMs;
    this.#startMs = startMs;
    this.#offset = offset;
  }

  value(): Value {
    return scalar(String(Math.floor(this.#nowMs() / 1000) - Math.floor(this.#startMs / 1000) + this.#offset));
  }

  assign(text: string): void {
    this.#startMs = this.#nowMs();
    this.#offset = Number.parseInt(text, 10) || 0;
  }

  /** What a subshell has of it. */
  fork(): Seconds {
    return new Seconds(this.#nowMs, this.#startMs, this.#offset);
  }
}

/** A name whose value is asked for each time; an assignment is forgotten. */
export function computed(value: (host: VariablesHost) => Value, attributes: Partial<Attributes> = {}): SpecialVariable {
  return { value, attributes, assign: () => undefined };
}

/** What says which bash this is, and on what machine. */
export const IDENTITY: Readonly<Record<string, Value>> = {
  BASH_VERSION: scalar("5.2.15(1)-release"),
  BASH_VERSINFO: {
    kind: "indexed",
    items: new Map([
      [0, "5"],
      [1, "2"],
      [2, "15"],
      [3, "1"],
      [4, "release"],
      [5, "x86_64-pc-linux-gnu"],
    ]),
  },
  HOSTTYPE: scalar("x86_64"),
  MACHTYPE: scalar("x86_64-pc-linux-gnu"),
  OSTYPE: scalar("linux-gnu"),
};
