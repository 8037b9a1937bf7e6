import { type Cell, copyCell, newCell, type VariableScope } from "./scope.ts";

const MAX_NAMEREFS = 100;

/** A subshell that shares what its parent had when it was made. */
interface Sharer {
  /** Whose that was then: the parent's alone again, once the subshell is over. */
  readonly owner: object;
  isOver: boolean;
}

/**
 * The scopes of a shell, from its own to the call's that runs. A subshell shares their maps and variables until one of both
 * changes something: who changes what is not its own copies it first.
 */
export class ScopeStack {
  readonly scopes: VariableScope[];
  #owner: object = {};
  /** The last one comes last. One that is over stays until all that came after it are. */
  readonly #sharers: Sharer[] = [];
  #isOver = false;
  #onOver: (() => void) | undefined;

  constructor(scopes?: VariableScope[]) {
    this.scopes = scopes ?? [{ kind: "shell", cells: new Map(), owner: this.#owner }];
  }

  get owner(): object {
    return this.#owner;
  }

  /** What a new shell begins with, if this belongs to none. */
  copy(): ScopeStack {
    return new ScopeStack(this.scopes.map((scope) => ({ ...scope })));
  }

  /** Both are strangers to what they share, until the subshell is over. */
  fork(): ScopeStack {
    const sharer = { owner: this.#owner, isOver: false };
    this.#sharers.push(sharer);
    this.#owner = {};
    const forked = this.copy();
    forked.#onOver = () => this.#forget(sharer);
    return forked;
  }

  /** To be called when the subshell whose these are has ended. */
  end(): void {
    this.#isOver = true;
    if (this.#sharers.length === 0) this.#onOver?.();
  }

  #forget(sharer: Sharer): void {
    sharer.isOver = true;
    for (let last = this.#sharers.at(-1); last?.isOver; last = this.#sharers.at(-1)) {
      this.#owner = last.owner;
      this.#sharers.pop();
    }
    // Subshells of a subshell share what its parent has.
    if (this.#isOver) this.end();
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
