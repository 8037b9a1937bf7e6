import { encodedLength } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import type { Item } from "./items.ts";
import type { Portion } from "./options.ts";

/** Command lines that are made of a beginning and of items, each as long as it may be. */
export class CommandLines {
  readonly #initial: readonly string[];
  readonly #portion: Portion;
  readonly #maxBytes: number;
  readonly #endsIfTooLong: boolean;
  readonly #initialBytes: number;
  #items: string[] = [];
  #lines = 0;
  #bytes = 0;

  /** @throws Failure */
  constructor(initial: readonly string[], portion: Portion, maxBytes: number, endsIfTooLong: boolean) {
    this.#initial = initial;
    this.#portion = portion;
    this.#maxBytes = maxBytes;
    this.#endsIfTooLong = endsIfTooLong;
    this.#initialBytes = initial.reduce((sum, arg) => sum + encodedLength(arg) + 1, 0);
    if (this.#initialBytes > maxBytes) throw new Failure("cannot fit single argument within argument list size limit");
  }

  /** @returns the command lines that are complete with it @throws Failure */
  *add(item: Item): Generator<readonly string[]> {
    const { replaced, items, lines } = this.#portion;
    const length = item.length + 1;
    if (replaced !== undefined) {
      yield this.#replacing(replaced, item.text);
      return;
    }
    if (this.#initialBytes + length > this.#maxBytes) {
      yield* this.end(false);
      throw new Failure("argument line too long");
    }
    if (this.#initialBytes + this.#bytes + length > this.#maxBytes) {
      if (this.#endsIfTooLong && (items !== undefined || lines !== undefined))
        throw new Failure("argument list too long");
      yield this.#take();
    }
    this.#items.push(item.text);
    this.#bytes += length;
    if (item.endsLine) this.#lines++;
    if (this.#items.length === items || (lines !== undefined && this.#lines >= lines)) yield this.#take();
  }

  /** The last command line. @param isNeeded whether it is one without items, too */
  *end(isNeeded: boolean): Generator<readonly string[]> {
    if (this.#items.length > 0 || (isNeeded && this.#portion.replaced === undefined)) yield this.#take();
  }

  #take(): readonly string[] {
    const args = [...this.#initial, ...this.#items];
    this.#items = [];
    this.#lines = 0;
    this.#bytes = 0;
    return args;
  }

  #replacing(text: string, item: string): readonly string[] {
    const args = this.#initial.map((arg, index) =>
      index === 0 || text === "" ? arg : arg.replaceAll(text, () => item),
    );
    if (args.reduce((sum, arg) => sum + encodedLength(arg) + 1, 0) > this.#maxBytes)
      throw new Failure("command too long");
    return args;
  }
}
