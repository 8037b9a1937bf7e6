/** Numbers of the names in a program: variables, arrays and functions have their own. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[];

  /** @param reserved for what has no name of its own */
  constructor(...reserved: readonly string[]) {
    this.#names = [...reserved];
  }

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? "";
  }
}

export interface ProgramNames {
  readonly variables: Names;
  readonly arrays: Names;
  readonly functions: Names;
}

export function programNames(): ProgramNames {
  return {
    variables: new Names("ibase", "obase", "scale", "history", "last"),
    arrays: new Names("(none)"),
    functions: new Names("(main)"),
  };
}
