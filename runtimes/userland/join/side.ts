import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { LineCursor } from "../line-cursor.ts";
import { Failure } from "../program/failure.ts";
import { openInput } from "../program/inputs.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import { compareFields, type FieldedLine, fieldsOf } from "./fielded-line.ts";

interface SideManner {
  /** Which field of each side is compared. */
  readonly keys: readonly [number, number];
  readonly tab: number | undefined;
  readonly end: number;
  readonly ignoresCase: boolean;
  readonly order: "check-order" | "nocheck-order" | undefined;
}

/** @throws Failure */
export function openSides(call: ProgramCall, names: readonly [string, string], manner: SideManner): [Side, Side] {
  const opened = (name: string): number => {
    try {
      return openInput(call, name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${quoteIfNeeded(name)}: ${error.message}`);
    }
  };
  const [first, second] = [opened(names[0]), opened(names[1])];
  // GNU's shows the last error there was, which is none of this.
  if (names[0] === "-" && names[1] === "-")
    throw new Failure("both files cannot be standard input: No such file or directory");
  return [new Side(call, names[0], first, 0, manner), new Side(call, names[1], second, 1, manner)];
}

/** One of the two files: its lines, and whether they are in order. */
export class Side {
  readonly #call: ProgramCall;
  readonly #name: string;
  readonly #key: number;
  readonly #manner: SideManner;
  readonly #reader: LineCursor;
  #previous: FieldedLine | undefined;
  #lineNumber = 0;
  /** Whether a line was out of order: that is told of once. */
  isDisordered = false;

  constructor(call: ProgramCall, name: string, fd: number, index: 0 | 1, manner: SideManner) {
    this.#call = call;
    this.#name = name;
    this.#key = manner.keys[index];
    this.#manner = manner;
    this.#reader = new LineCursor(call.process, fd, manner.end);
  }

  /** @param hasUnpaired whether there was a line without a pair: before that, order is of no matter */
  async next(hasUnpaired: boolean): Promise<FieldedLine | undefined> {
    if (!this.#reader.advance()) await this.#read();
    const { line: bytes } = this.#reader;
    if (bytes === undefined) return undefined;
    this.#lineNumber++;
    const line = fieldsOf(bytes, this.#manner.tab);
    const { order } = this.#manner;
    const checks = order !== "nocheck-order" && !this.isDisordered && (order === "check-order" || hasUnpaired);
    if (checks && this.#previous && this.#isBefore(line, this.#previous)) await this.#tellOf(line);
    this.#previous = line;
    return line;
  }

  /** The next line may be in any order. */
  forget(): void {
    this.#previous = undefined;
  }

  async #read(): Promise<void> {
    try {
      await this.#reader.read();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await this.#call.output.flush();
      throw new Failure(`read error: ${error.message}`);
    }
  }

  #isBefore(line: FieldedLine, previous: FieldedLine): boolean {
    return compareFields(previous, this.#key, line, this.#key, this.#manner.ignoresCase) > 0;
  }

  async #tellOf({ bytes }: FieldedLine): Promise<void> {
    const message = `${this.#name}:${this.#lineNumber}: is not sorted: ${decodeUtf8(bytes, "escape")}`;
    if (this.#manner.order === "check-order") {
      await this.#call.output.flush();
      throw new Failure(message);
    }
    this.isDisordered = true;
    await this.#call.complain(message);
  }

  /** Compares a line of the first side with one of the second. */
  static compare(a: FieldedLine, b: FieldedLine, { keys, ignoresCase }: SideManner): number {
    return compareFields(a, keys[0], b, keys[1], ignoresCase);
  }

  get manner(): SideManner {
    return this.#manner;
  }
}
