import { AssociativeItems } from "./associative-items.ts";
import { IndexedItems } from "./indexed-items.ts";
import { compareBytes, isName, splitElementName } from "./names.ts";
import {
  type Cell,
  elementText,
  environmentOf,
  newCell,
  ownValue,
  plainText,
  textOf,
  UNSET,
  type VariableScope,
} from "./scope.ts";
import { ScopeStack } from "./scope-stack.ts";
import type { SpecialVariable } from "./special-variables.ts";
import { unsetElement, unsetVariable } from "./unset.ts";
import { type Attributes, NO_ATTRIBUTES, type Value, type Variable } from "./variable.ts";
import { type Scope, type Subscript, VariableError, type Variables, type VariablesHost } from "./variables.ts";
import { refuseReadonly, WritableCells } from "./writable-cells.ts";

const EXPORTED: Attributes = { ...NO_ATTRIBUTES, exported: true };

/** The variables of one shell, in a stack of scopes. */
export class ShellVariables implements Variables {
  readonly #stack: ScopeStack;
  readonly #host: VariablesHost;
  readonly #writing: WritableCells;

  constructor(host: VariablesHost, stack = new ScopeStack()) {
    this.#host = host;
    this.#stack = stack;
    this.#writing = new WritableCells(stack, host);
  }

  /** Gives a name a value that is computed. */
  define(name: string, special: SpecialVariable): void {
    const attributes = { ...NO_ATTRIBUTES, ...special.attributes };
    this.#stack.cells(0).set(name, { ...newCell(this.#stack.owner, UNSET, attributes), special });
  }

  get(name: string): Variable | undefined {
    const target = this.#stack.resolve(name);
    if (target === undefined) return this.isInFunction ? this.#ofShell(() => this.get(name)) : undefined;
    if (!target.includes("[")) return this.getWithoutNameref(target);
    const element = splitElementName(target);
    if (!element) return undefined;
    const variable = this.getWithoutNameref(element.name);
    const text = variable && elementText(variable.value, this.#writing.subscriptOf(element.name, element.subscript));
    return variable && text !== undefined ? { ...variable, value: { kind: "scalar", text } } : undefined;
  }

  getWithoutNameref(name: string): Variable | undefined {
    const cell = this.#stack.find(name);
    return cell?.special ? { value: cell.special.value(this.#host), attributes: cell.attributes } : cell;
  }

  text(name: string): string | undefined {
    const cell = this.#stack.find(name);
    if (cell === undefined) return undefined;
    if (cell.attributes.nameref) {
      const variable = this.get(name);
      return variable && plainText(variable.value);
    }
    return textOf(cell, this.#host);
  }

  targetOf(name: string): string | undefined {
    return this.#stack.resolve(name);
  }

  assign(name: string, text: string, options?: { append?: boolean }): void {
    const target = this.#writing.assignable(name);
    if (target === undefined) {
      this.#ofShell(() => this.assign(name, text, options));
      return;
    }
    const element = splitElementName(target);
    if (element) {
      this.assignElement(
        element.name,
        this.#writing.subscriptOf(element.name, element.subscript),
        text,
        options?.append,
      );
      return;
    }
    const cell = this.#writing.writable(target);
    if (cell.special) {
      cell.special.assign?.(cell.attributes.integer ? String(this.#host.evaluateInteger(text)) : text, this.#host);
      return;
    }
    const { value } = cell;
    if (value.kind === "indexed")
      value.items.set(0, this.#writing.changed(cell, value.items.get(0), text, options?.append));
    else if (value.kind === "associative")
      value.items.set("0", this.#writing.changed(cell, value.items.get("0"), text, options?.append));
    else {
      if (cell.attributes.nameref && !isName(text) && !splitElementName(text))
        throw new VariableError(`\`${text}'`, "not a valid identifier");
      const before = value.kind === "scalar" ? value.text : undefined;
      const after = this.#writing.changed(cell, before, text, options?.append);
      if (value.kind === "unset" && value.array === "indexed")
        cell.value = { kind: "indexed", items: IndexedItems.of([after]) };
      else if (value.kind === "unset" && value.array === "associative")
        cell.value = { kind: "associative", items: new AssociativeItems([["0", after]]) };
      else cell.value = { kind: "scalar", text: after };
    }
    this.#writing.exportIfAll(cell);
  }

  /** Assigns and exports a variable of the shell's own scope, as its environment does. */
  assignExported(name: string, text: string): void {
    if (this.#stack.scopes[0]?.cells.has(name)) {
      this.assign(name, text);
      this.setAttributes(name, { exported: true }, "global");
      return;
    }
    const cell = this.#stack.create(0, name);
    cell.value = { kind: "scalar", text };
    cell.attributes = EXPORTED;
  }

  assignElement(name: string, subscript: Exclude<Subscript, { kind: "all" }>, text: string, append = false): void {
    const target = this.#writing.assignable(name);
    if (target === undefined) {
      this.#ofShell(() => this.assignElement(name, subscript, text, append));
      return;
    }
    if (target.includes("[")) throw new VariableError(target, "not a valid identifier");
    const cell = this.#writing.writable(target);
    if (cell.special) {
      if (subscript.kind === "key") cell.special.assignKey?.(subscript.key, text, this.#host);
      else cell.special.assign?.(text, this.#host);
      return;
    }
    const isAssociative =
      cell.value.kind === "associative" || (cell.value.kind === "unset" && cell.value.array === "associative");
    if (isAssociative) {
      const items = cell.value.kind === "associative" ? cell.value.items : new AssociativeItems();
      const key = subscript.kind === "key" ? subscript.key : String(subscript.index);
      items.set(key, this.#writing.changed(cell, items.get(key), text, append));
      if (cell.value.kind !== "associative") cell.value = { kind: "associative", items };
      return;
    }
    if (subscript.kind === "key") throw new VariableError(`${name}[${subscript.key}]`, "bad array subscript");
    const items = cell.value.kind === "indexed" ? cell.value.items : new IndexedItems();
    if (cell.value.kind === "scalar") items.set(0, cell.value.text);
    const index = subscript.index < 0 ? items.last + 1 + subscript.index : subscript.index;
    if (index < 0) throw new VariableError(`${name}[${subscript.index}]`, "bad array subscript");
    items.set(index, this.#writing.changed(cell, items.get(index), text, append));
    if (cell.value.kind !== "indexed") cell.value = { kind: "indexed", items };
    this.#writing.exportIfAll(cell);
  }

  assignValue(name: string, value: Value): void {
    const target = this.#writing.assignable(name);
    if (target === undefined) {
      this.#ofShell(() => this.assignValue(name, value));
      return;
    }
    const cell = this.#writing.writable(target);
    if (cell.special) {
      const text = plainText(value);
      if (text !== undefined) cell.special.assign?.(text, this.#host);
      return;
    }
    cell.value = ownValue(value);
    this.#writing.exportIfAll(cell);
  }

  makeArray(name: string, kind: "indexed" | "associative", scope: Scope): void {
    const target = this.#writing.assignableIn(name, scope);
    if (target === undefined) {
      this.#ofShell(() => this.makeArray(name, kind, scope));
      return;
    }
    const cell = this.#writing.declared(target, scope);
    const { value } = cell;
    if (value.kind === kind || (value.kind === "unset" && value.array === kind)) return;
    if (value.kind === "indexed" || (value.kind === "unset" && value.array === "indexed"))
      throw new VariableError(name, "cannot convert indexed to associative array");
    if (value.kind === "associative" || value.kind === "unset") {
      if (value.kind === "associative" || value.array)
        throw new VariableError(name, "cannot convert associative to indexed array");
      cell.value = { kind: "unset", array: kind };
      return;
    }
    refuseReadonly(name, cell);
    if (kind === "indexed") cell.value = { kind, items: IndexedItems.of([value.text]) };
    else cell.value = { kind, items: new AssociativeItems([["0", value.text]]) };
  }

  makeNameref(name: string, target: string | undefined, scope: Scope): void {
    const cell = this.#writing.declared(name, scope);
    refuseReadonly(name, cell);
    const text = target ?? plainText(cell.value);
    if (text !== undefined && !isName(text) && !splitElementName(text))
      throw new VariableError(text, "invalid variable name for name reference");
    if (text === name && cell === this.#stack.scopes[0]?.cells.get(name))
      throw new VariableError(name, "nameref variable self references not allowed");
    if (cell.value.kind === "indexed" || cell.value.kind === "associative")
      throw new VariableError(name, "reference variable cannot be an array");
    cell.attributes = { ...cell.attributes, nameref: true };
    if (text !== undefined) cell.value = { kind: "scalar", text };
  }

  unset(name: string, isNameref?: boolean): void {
    unsetVariable(this.#writing, name, isNameref);
  }

  unsetElement(name: string, subscript: Subscript): void {
    unsetElement(this.#writing, name, subscript);
  }

  setAttributes(name: string, changes: Partial<Attributes>, scope: Scope): void {
    const target = this.#writing.assignableIn(name, scope);
    if (target === undefined) {
      this.#ofShell(() => this.setAttributes(name, changes, scope));
      return;
    }
    const cell = this.#writing.declared(target, scope);
    if (cell.attributes.readonly && changes.readonly === false) throw new VariableError(name, "readonly variable");
    cell.attributes = { ...cell.attributes, ...changes };
  }

  pushScope(temporary?: ReadonlyMap<string, string>, kind: "function" | "command" = "function"): void {
    const cells = new Map<string, Cell>();
    for (const [name, text] of temporary ?? []) {
      const outer = this.#stack.find(name);
      if (outer?.attributes.readonly) throw new VariableError(name, "readonly variable");
      const attributes = { ...NO_ATTRIBUTES, exported: true };
      cells.set(name, newCell(this.#stack.owner, { kind: "scalar", text }, attributes, true));
    }
    this.#stack.scopes.push({ kind, cells, owner: this.#stack.owner });
  }

  appended(name: string, text: string): string {
    const cell = this.#stack.find(name);
    const before = this.text(name) ?? "";
    return cell ? this.#writing.changed(cell, before, text, true) : before + text;
  }

  popScope(): void {
    if (this.#stack.scopes.length > 1) this.#stack.scopes.pop();
  }

  amongGlobals(body: () => void): void {
    this.#ofShell(body);
  }

  #ofShell<T>(body: () => T): T {
    const inner = this.#stack.scopes.splice(1);
    try {
      return body();
    } finally {
      this.#stack.scopes.push(...inner);
    }
  }

  get isInFunction(): boolean {
    return this.#stack.functionDepth > 0;
  }

  isLocal(name: string): boolean {
    const depth = this.#stack.functionDepth;
    return depth > 0 && this.#stack.scopes[depth]?.cells.get(name)?.isTemporary === false;
  }

  get names(): readonly string[] {
    return this.declaredNames("all").filter((name) => {
      const cell = this.#stack.find(name);
      return cell !== undefined && (cell.special ? cell.special.value(this.#host) : cell.value).kind !== "unset";
    });
  }

  declaredNames(scope: "all" | "local"): readonly string[] {
    const names = new Set<string>();
    const scopes =
      scope === "all"
        ? this.#stack.scopes
        : this.#stack.scopes.slice(this.#stack.functionDepth, this.#stack.functionDepth + 1);
    for (const { cells } of scopes) for (const name of cells.keys()) names.add(name);
    return [...names].sort(compareBytes);
  }

  environment(): Map<string, string> {
    return environmentOf(this.#stack.scopes, this.#host);
  }

  fork(host: VariablesHost = this.#host): ShellVariables {
    return new ShellVariables(host, this.#stack.fork());
  }

  /** What a new shell begins with, if these belong to none. */
  copy(host: VariablesHost): ShellVariables {
    return new ShellVariables(host, this.#stack.copy());
  }

  /** To be called when the subshell whose these are has ended: its parent need not copy any more what both had. */
  end(): void {
    this.#stack.end();
  }

  /** The scopes as they are, for who writes them down. */
  get scopes(): readonly VariableScope[] {
    return this.#stack.scopes;
  }
}
