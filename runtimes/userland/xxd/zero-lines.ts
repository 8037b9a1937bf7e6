/**
 * Puts one `*` for lines of NUL bytes alone, as long as there are three of them or more. The first of them is
 * shown, and at the end of the input the last one.
 */
export class ZeroLines {
  readonly #put: (line: string) => void;
  #count = 0;
  #second = "";
  #last = "";

  constructor(put: (line: string) => void) {
    this.#put = put;
  }

  add(line: string, isZero: boolean): void {
    if (!isZero) {
      this.#close(this.#count);
      this.#count = 0;
      this.#put(line);
      return;
    }
    this.#count++;
    this.#last = line;
    if (this.#count === 1) this.#put(line);
    else if (this.#count === 2) this.#second = line;
  }

  end(): void {
    this.#close(this.#count - 1);
    if (this.#count > 1) this.#put(this.#last);
    this.#count = 0;
  }

  #close(count: number): void {
    if (count === 2) this.#put(this.#second);
    else if (count > 2) this.#put("*\n");
  }
}
