import { type Cell, copyCell, newCell, type VariableScope } from "./scope.ts";

const MAX_NAMEREFS = 100;

/**
 * The scopes of a shell, from its own to the call's that runs. A subshell shares their maps and variables until one of both
 * changes something: who changes what is not its own copies it first.
 */
export class ScopeStack {
  readonly scopes: VariableScope[];
  #owner: object = {};

  constructor(scopes?: VariableScope[]) {
    this.scopes = scopes ?? [{ kind: "shell", cells: new Map(), owner: this.#owner }];
  }

  get owner(): object {
    return this.#owner;
  }

  /** Both are strangers to what they share from then on. */
  fork(): ScopeStack {
    this.#owner = {};
    return new ScopeStack(this.scopes.map((scope) => ({ ...scope })));
  }

  find(name: string): Cell | undefined {
    for (let depth = this.scopes.length - 1; depth >= 0; depth--) {
      const cell = this.scopes[depth]?.cells.get(name);
      if (cell !== undefined) return cell;
    }
    return undefined;
  }

  /** Where namerefs lead; nothing if that is in a circle. */
  resolve(name: string): string | undefined {
    let target = name;
    for (let count = 0; count < MAX_NAMEREFS; count++) {
      const cell = this.find(target);
      if (!cell?.attributes.nameref || cell.value.kind !== "scalar" || cell.value.text === "") return target;
      target = cell.value.text;
    }
    return undefined;
  }

  /** Where the function call that runs has its scope, 0 outside of all. */
  get functionDepth(): number {
    for (let depth = this.scopes.length - 1; depth > 0; depth--)
      if (this.scopes[depth]?.kind === "function") return depth;
    return 0;
  }

  create(depth: number, name: string): Cell {
    const cell = newCell(this.#owner);
    this.cells(depth).set(name, cell);
    return cell;
  }

  own(depth: number, name: string, cell: Cell): Cell {
    if (cell.owner === this.#owner) return cell;
    const own = copyCell(cell, this.#owner);
    this.cells(depth).set(name, own);
    return own;
  }

  /** The map of a scope, for who changes it. */
  cells(depth: number): Map<string, Cell> {
    const scope = this.scopes[depth];
    if (!scope) throw new RangeError("no such scope");
    if (scope.owner !== this.#owner) {
      scope.cells = new Map(scope.cells);
      scope.owner = this.#owner;
    }
    return scope.cells;
  }
}
