import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { type FieldedLine, fieldCount } from "./fielded-line.ts";
import type { LinePrinter } from "./line-printer.ts";
import { Side } from "./side.ts";

interface JoinManner {
  readonly printsPairs: boolean;
  /** Whether lines of each side that have no pair are printed. */
  readonly unpaired: readonly [boolean, boolean];
  readonly hasHeader: boolean;
  /** Whether all lines are printed with as many fields as the first one has. */
  readonly keepsCounts: boolean;
}

/** Goes through two sorted files side by side. */
export class Joining {
  readonly #call: ProgramCall;
  readonly #sides: readonly [Side, Side];
  readonly #printer: LinePrinter;
  readonly #manner: JoinManner;
  /** Whether there was a line without a pair while both sides had lines. */
  #hasUnpaired = false;

  constructor(call: ProgramCall, sides: readonly [Side, Side], printer: LinePrinter, manner: JoinManner) {
    this.#call = call;
    this.#sides = sides;
    this.#printer = printer;
    this.#manner = manner;
  }

  /** @throws Failure */
  async print(): Promise<void> {
    let [first, second] = [await this.#next(0), await this.#next(1)];
    if (this.#manner.keepsCounts)
      this.#printer.counts = [first ? fieldCount(first) : 0, second ? fieldCount(second) : 0];
    if (this.#manner.hasHeader && (first || second)) {
      this.#printer.print(first, second);
      for (const side of this.#sides) side.forget();
      if (first) first = await this.#next(0);
      if (second) second = await this.#next(1);
    }
    while (first && second) {
      const order = this.#compare(first, second);
      if (order < 0) first = await this.#passOver(0, first);
      else if (order > 0) second = await this.#passOver(1, second);
      else [first, second] = await this.#printPairs(first, second);
      if (this.#call.output.isFull) await this.#call.output.flush();
    }
    await this.#finish(0, first);
    await this.#finish(1, second);
    if (!this.#sides.some(({ isDisordered }) => isDisordered)) return;
    await this.#call.output.flush();
    throw new Failure("input is not in sorted order");
  }

  #next(side: 0 | 1): Promise<FieldedLine | undefined> {
    return this.#sides[side].next(this.#hasUnpaired);
  }

  #compare(first: FieldedLine, second: FieldedLine): number {
    return Side.compare(first, second, this.#sides[0].manner);
  }

  #printAlone(side: 0 | 1, line: FieldedLine): void {
    if (!this.#manner.unpaired[side]) return;
    if (side === 0) this.#printer.print(line, undefined);
    else this.#printer.print(undefined, line);
  }

  async #passOver(side: 0 | 1, line: FieldedLine): Promise<FieldedLine | undefined> {
    this.#printAlone(side, line);
    const next = await this.#next(side);
    this.#hasUnpaired = true;
    return next;
  }

  /** Prints all lines whose key is that of these. @returns what follows */
  async #printPairs(
    first: FieldedLine,
    second: FieldedLine,
  ): Promise<[FieldedLine | undefined, FieldedLine | undefined]> {
    const [firsts, seconds] = [[first], [second]];
    let nextFirst = await this.#next(0);
    for (; nextFirst && this.#compare(nextFirst, second) === 0; nextFirst = await this.#next(0)) firsts.push(nextFirst);
    let nextSecond = await this.#next(1);
    for (; nextSecond && this.#compare(first, nextSecond) === 0; nextSecond = await this.#next(1))
      seconds.push(nextSecond);
    if (this.#manner.printsPairs)
      for (const one of firsts) {
        for (const other of seconds) {
          this.#printer.print(one, other);
          if (this.#call.output.isFull) await this.#call.output.flush();
        }
      }
    return [nextFirst, nextSecond];
  }

  /** What is left of a side when the other one has ended is printed, or only looked at for its order. */
  async #finish(side: 0 | 1, line: FieldedLine | undefined): Promise<void> {
    const prints = this.#manner.unpaired[side];
    const checks = this.#sides[0].manner.order !== "nocheck-order" && !this.#sides.every((one) => one.isDisordered);
    if (!prints && !checks) return;
    for (let at = line; at; at = await this.#next(side)) {
      this.#printAlone(side, at);
      if (this.#sides[side].isDisordered && !prints && at !== line) return;
      if (this.#call.output.isFull) await this.#call.output.flush();
    }
  }
}
