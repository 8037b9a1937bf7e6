import { AwkArray, type Held } from "./array.ts";

/** Where the value of a global variable is. */
export class Cell {
  value: Held = undefined;
}

/** A variable that means something to awk itself: what is assigned to it has effects. */
class HookedCell {
  readonly #read: () => Held;
  readonly #write: (value: Held) => void;

  constructor(read: () => Held, write: (value: Held) => void) {
    this.#read = read;
    this.#write = write;
  }

  get value(): Held {
    return this.#read();
  }

  set value(value: Held) {
    this.#write(value);
  }
}

/** The global variables of a program. */
export class Variables {
  readonly #cells = new Map<string, Cell>();

  cell(name: string): Cell {
    let cell = this.#cells.get(name);
    if (!cell) {
      cell = new Cell();
      this.#cells.set(name, cell);
    }
    return cell;
  }

  /** Gives a variable a meaning. */
  hook(name: string, read: () => Held, write: (value: Held) => void): void {
    this.#cells.set(name, new HookedCell(read, write));
  }

  /** A variable that remembers its value, and tells of each new one. */
  watch(name: string, initial: Held, onChange: (value: Held) => void): void {
    let held = initial;
    this.hook(
      name,
      () => held,
      (value) => {
        held = value;
        onChange(value);
      },
    );
    onChange(initial);
  }

  array(name: string): AwkArray {
    const cell = this.cell(name);
    if (!(cell.value instanceof AwkArray)) cell.value = new AwkArray();
    return cell.value instanceof AwkArray ? cell.value : new AwkArray();
  }

  names(): IterableIterator<string> {
    return this.#cells.keys();
  }
}
