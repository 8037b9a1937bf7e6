import { AssociativeItems } from "./associative-items.ts";
import { IndexedItems } from "./indexed-items.ts";
import { joined } from "./joined-text.ts";
import { inLetterCase } from "./letter-case.ts";
import { compareBytes, isName, splitElementName } from "./names.ts";
import {
  type Cell,
  copyCell,
  newCell,
  type OwnValue,
  ownValue,
  plainText,
  UNSET,
  type VariableScope,
} from "./scope.ts";
import { ScopeStack } from "./scope-stack.ts";
import type { SpecialVariable } from "./special-variables.ts";
import { type Attributes, NO_ATTRIBUTES, type Value, type Variable } from "./variable.ts";
import { type Scope, type Subscript, VariableError, type Variables } from "./variables.ts";

/** What variables ask of the shell whose they are. */
export interface VariablesHost {
  /** The value of a text as an arithmetic expression, for `declare -i`. @throws */
  evaluateInteger(text: string): bigint;
  /** Expands quotes and `$x` of the subscript of what a nameref names. @throws */
  expandSubscript?(text: string): string;
  /** `set -a`: what is assigned is exported. */
  isExportingAll?(): boolean;
  /** `localvar_inherit`, `localvar_unset` of `shopt`. */
  option?(name: "localvar_inherit" | "localvar_unset"): boolean;
}

/** The variables of one shell, in a stack of scopes. */
export class ShellVariables implements Variables {
  readonly #stack: ScopeStack;
  readonly #host: VariablesHost;

  constructor(host: VariablesHost, stack = new ScopeStack()) {
    this.#host = host;
    this.#stack = stack;
  }

  /** Gives a name a value that is computed. */
  define(name: string, special: SpecialVariable): void {
    const attributes = { ...NO_ATTRIBUTES, ...special.attributes };
    this.#stack.cells(0).set(name, { ...newCell(this.#stack.owner, UNSET, attributes), special });
  }

  get(name: string): Variable | undefined {
    const target = this.#stack.resolve(name);
    if (target === undefined) return undefined;
    if (!target.includes("[")) return this.getWithoutNameref(target);
    const element = splitElementName(target);
    if (!element) return undefined;
    const variable = this.getWithoutNameref(element.name);
    const text = variable && elementText(variable.value, this.#subscriptOf(element.name, element.subscript));
    return variable && text !== undefined ? { ...variable, value: { kind: "scalar", text } } : undefined;
  }

  getWithoutNameref(name: string): Variable | undefined {
    const cell = this.#stack.find(name);
    return cell?.special ? { value: cell.special.value(), attributes: cell.attributes } : cell;
  }

  text(name: string): string | undefined {
    const cell = this.#stack.find(name);
    if (cell === undefined) return undefined;
    if (cell.attributes.nameref) {
      const variable = this.get(name);
      return variable && plainText(variable.value);
    }
    return plainText(cell.special ? cell.special.value() : cell.value);
  }

  targetOf(name: string): string {
    return this.#stack.resolve(name) ?? name;
  }

  assign(name: string, text: string, options?: { append?: boolean }): void {
    const target = this.#assignable(name);
    const element = splitElementName(target);
    if (element) {
      this.assignElement(element.name, this.#subscriptOf(element.name, element.subscript), text, options?.append);
      return;
    }
    const cell = this.#writable(target);
    if (cell.special) {
      cell.special.assign?.(cell.attributes.integer ? String(this.#host.evaluateInteger(text)) : text);
      return;
    }
    const { value } = cell;
    if (value.kind === "indexed") value.items.set(0, this.#changed(cell, value.items.get(0), text, options?.append));
    else if (value.kind === "associative")
      value.items.set("0", this.#changed(cell, value.items.get("0"), text, options?.append));
    else {
      const before = value.kind === "scalar" ? value.text : undefined;
      const after = this.#changed(cell, before, text, options?.append);
      if (value.kind === "unset" && value.array === "indexed")
        cell.value = { kind: "indexed", items: IndexedItems.of([after]) };
      else if (value.kind === "unset" && value.array === "associative")
        cell.value = { kind: "associative", items: new AssociativeItems([["0", after]]) };
      else cell.value = { kind: "scalar", text: after };
    }
    this.#exportIfAll(cell);
  }

  assignElement(name: string, subscript: Exclude<Subscript, { kind: "all" }>, text: string, append = false): void {
    const target = this.#assignable(name);
    if (target.includes("[")) throw new VariableError(target, "not a valid identifier");
    const cell = this.#writable(target);
    if (cell.special) {
      cell.special.assign?.(text);
      return;
    }
    const isAssociative =
      cell.value.kind === "associative" || (cell.value.kind === "unset" && cell.value.array === "associative");
    if (isAssociative) {
      const items = cell.value.kind === "associative" ? cell.value.items : new AssociativeItems();
      const key = subscript.kind === "key" ? subscript.key : String(subscript.index);
      items.set(key, this.#changed(cell, items.get(key), text, append));
      if (cell.value.kind !== "associative") cell.value = { kind: "associative", items };
      return;
    }
    if (subscript.kind === "key") throw new VariableError(`${name}[${subscript.key}]`, "bad array subscript");
    const items = cell.value.kind === "indexed" ? cell.value.items : new IndexedItems();
    if (cell.value.kind === "scalar") items.set(0, cell.value.text);
    const index = subscript.index < 0 ? items.last + 1 + subscript.index : subscript.index;
    if (index < 0) throw new VariableError(`${name}[${subscript.index}]`, "bad array subscript");
    items.set(index, this.#changed(cell, items.get(index), text, append));
    if (cell.value.kind !== "indexed") cell.value = { kind: "indexed", items };
    this.#exportIfAll(cell);
  }

  assignValue(name: string, value: Value): void {
    const cell = this.#writable(this.#assignable(name));
    if (cell.special) {
      const text = plainText(value);
      if (text !== undefined) cell.special.assign?.(text);
      return;
    }
    cell.value = ownValue(value);
    this.#exportIfAll(cell);
  }

  makeArray(name: string, kind: "indexed" | "associative", scope: Scope): void {
    const cell = this.#declared(this.#assignableIn(name, scope), scope);
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
    this.#refuseReadonly(name, cell);
    if (kind === "indexed") cell.value = { kind, items: IndexedItems.of([value.text]) };
    else cell.value = { kind, items: new AssociativeItems([["0", value.text]]) };
  }

  makeNameref(name: string, target: string | undefined, scope: Scope): void {
    const cell = this.#declared(name, scope);
    this.#refuseReadonly(name, cell);
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

  unset(name: string, isNameref = false): void {
    const target = isNameref ? name : (this.#stack.resolve(name) ?? name);
    const element = splitElementName(target);
    if (element) {
      this.unsetElement(element.name, this.#subscriptOf(element.name, element.subscript));
      return;
    }
    for (let depth = this.#stack.scopes.length - 1; depth >= 0; depth--) {
      const scope = this.#stack.scopes[depth];
      const cell = scope?.cells.get(target);
      if (!scope || !cell) continue;
      if (cell.attributes.readonly) throw new VariableError(target, "readonly variable");
      const isOfThisCall = scope.kind === "function" && depth === this.#stack.functionDepth && !cell.isTemporary;
      // A local that the call itself unsets stays one, without a value; one of a caller gives way to what it hid.
      if (isOfThisCall && !this.#host.option?.("localvar_unset"))
        this.#stack.cells(depth).set(target, newCell(this.#stack.owner));
      else this.#stack.cells(depth).delete(target);
      return;
    }
  }

  unsetElement(name: string, subscript: Subscript): void {
    const target = this.#stack.resolve(name) ?? name;
    const found = this.#stack.find(target);
    if (!found) return;
    if (found.attributes.readonly) throw new VariableError(target, "readonly variable");
    const cell = this.#writable(target);
    const { value } = cell;
    if (subscript.kind === "all") {
      if (value.kind === "associative") value.items.delete(subscript.joined ? "*" : "@");
      else this.unset(target);
    } else if (value.kind === "associative") {
      value.items.delete(subscript.kind === "key" ? subscript.key : String(subscript.index));
    } else if (value.kind === "indexed" && subscript.kind === "index") {
      const index = subscript.index < 0 ? value.items.last + 1 + subscript.index : subscript.index;
      if (index < 0) throw new VariableError(`[${subscript.index}]`, "bad array subscript");
      value.items.delete(index);
    } else if (value.kind === "scalar" && subscript.kind === "index") {
      if (subscript.index !== 0) throw new VariableError(target, "not an array variable");
      this.unset(target);
    }
  }

  setAttributes(name: string, changes: Partial<Attributes>, scope: Scope): void {
    const cell = this.#declared(this.#assignableIn(name, scope), scope);
    if (cell.attributes.readonly && changes.readonly === false) throw new VariableError(name, "readonly variable");
    cell.attributes = { ...cell.attributes, ...changes };
  }

  pushScope(temporary?: ReadonlyMap<string, string>, kind: "function" | "command" = "function"): void {
    const cells = new Map<string, Cell>();
    for (const [name, text] of temporary ?? []) {
      const outer = this.#stack.find(name);
      if (outer?.attributes.readonly) throw new VariableError(name, "readonly variable");
      const attributes = { ...NO_ATTRIBUTES, ...(outer && { ...outer.attributes, nameref: false }), exported: true };
      const cell = newCell(this.#stack.owner, UNSET, attributes, true);
      cell.value = { kind: "scalar", text: this.#changed(cell, undefined, text, false) };
      cells.set(name, cell);
    }
    this.#stack.scopes.push({ kind, cells, owner: this.#stack.owner });
  }

  popScope(): void {
    if (this.#stack.scopes.length > 1) this.#stack.scopes.pop();
  }

  amongGlobals(body: () => void): void {
    const inner = this.#stack.scopes.splice(1);
    try {
      body();
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
      return cell !== undefined && (cell.special ? cell.special.value() : cell.value).kind !== "unset";
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
    const cells = new Map<string, Cell>();
    for (const scope of this.#stack.scopes) {
      // A local without a value hides nothing from programs.
      for (const [name, cell] of scope.cells) if (cell.value.kind !== "unset" || cell.special) cells.set(name, cell);
    }
    const environment = new Map<string, string>();
    for (const [name, cell] of cells) {
      if (!cell.attributes.exported || (cell.value.kind !== "scalar" && !cell.special)) continue;
      const text = plainText(cell.special ? cell.special.value() : cell.value);
      if (text !== undefined) environment.set(name, text);
    }
    return environment;
  }

  fork(host: VariablesHost = this.#host): ShellVariables {
    const stack = this.#stack.fork();
    for (const [name, cell] of stack.scopes[0]?.cells ?? [])
      if (cell.special?.fork) stack.cells(0).set(name, { ...cell, special: cell.special.fork(), owner: stack.owner });
    return new ShellVariables(host, stack);
  }

  /** The scopes as they are, for who writes them down. */
  get scopes(): readonly VariableScope[] {
    return this.#stack.scopes;
  }

  #assignable(name: string): string {
    const cell = this.#stack.find(name);
    if (!cell?.attributes.nameref) return name;
    const target = this.#stack.resolve(name);
    if (target === undefined) throw new VariableError(`warning: ${name}`, "circular name reference");
    return target;
  }

  #assignableIn(name: string, scope: Scope): string {
    return scope === "nearest" ? this.#assignable(name) : name;
  }

  #subscriptOf(name: string, written: string): Exclude<Subscript, { kind: "all" }> {
    const text = this.#host.expandSubscript?.(written) ?? written;
    const value = this.#stack.find(name)?.value;
    if (value?.kind === "associative" || (value?.kind === "unset" && value.array === "associative"))
      return { kind: "key", key: text };
    return { kind: "index", index: Number(this.#host.evaluateInteger(text)) };
  }

  /** The variable that an assignment changes, made in the shell's scope if there is none. */
  #writable(name: string): Cell {
    for (let depth = this.#stack.scopes.length - 1; depth >= 0; depth--) {
      const cell = this.#stack.scopes[depth]?.cells.get(name);
      if (cell === undefined) continue;
      this.#refuseReadonly(name, cell);
      return this.#stack.own(depth, name, cell);
    }
    if (!isName(name)) throw new VariableError(name, "not a valid identifier");
    return this.#stack.create(0, name);
  }

  #declared(name: string, scope: Scope): Cell {
    if (!isName(name)) throw new VariableError(name, "not a valid identifier");
    const local = this.#stack.functionDepth;
    for (let depth = this.#stack.scopes.length - 1; depth >= 0; depth--) {
      if (scope === "local" ? depth !== local : scope === "global" && depth !== 0) continue;
      const cell = this.#stack.scopes[depth]?.cells.get(name);
      if (cell && !(scope === "local" && cell.isTemporary && depth > 0)) return this.#stack.own(depth, name, cell);
      if (cell) {
        // `A=1 f`, and f makes A local: it keeps the value.
        const made = { ...copyCell(cell, this.#stack.owner), isTemporary: false };
        this.#stack.cells(depth).set(name, made);
        return made;
      }
    }
    if (scope !== "local" || local === 0) return this.#stack.create(0, name);
    const outer = this.#stack.find(name);
    if (outer?.attributes.readonly && this.#stack.scopes[0]?.cells.get(name) === outer)
      throw new VariableError(name, "readonly variable");
    const cell = this.#stack.create(local, name);
    if (outer && this.#host.option?.("localvar_inherit")) {
      cell.value = ownValue(outer.value);
      cell.attributes = { ...outer.attributes, nameref: false };
    } else if (outer?.isTemporary) {
      cell.value = ownValue(outer.value);
      cell.attributes = outer.attributes;
    } else if (outer?.attributes.exported) cell.attributes = { ...NO_ATTRIBUTES, exported: true };
    return cell;
  }

  #refuseReadonly(name: string, cell: Cell): void {
    if (cell.attributes.readonly) throw new VariableError(name, "readonly variable");
  }

  #exportIfAll(cell: Cell): void {
    if (!cell.attributes.exported && this.#host.isExportingAll?.())
      cell.attributes = { ...cell.attributes, exported: true };
  }

  /** The text that is stored, by the attributes. */
  #changed(cell: Cell, before: string | undefined, text: string, append: boolean | undefined): string {
    const { attributes } = cell;
    if (attributes.integer) {
      const value = this.#host.evaluateInteger(text);
      return String(append && before ? BigInt.asIntN(64, this.#host.evaluateInteger(before) + value) : value);
    }
    const whole = append && before !== undefined ? joined(before, text) : text;
    return attributes.letterCase === undefined ? whole : inLetterCase(whole, attributes.letterCase);
  }
}

function elementText(value: OwnValue | Value, subscript: Exclude<Subscript, { kind: "all" }>): string | undefined {
  if (subscript.kind === "key") return value.kind === "associative" ? value.items.get(subscript.key) : undefined;
  const { index } = subscript;
  if (value.kind === "scalar") return index === 0 ? value.text : undefined;
  if (value.kind !== "indexed") return undefined;
  return value.items.get(index < 0 ? [...value.items.keys()].reduce((a, b) => Math.max(a, b), -1) + 1 + index : index);
}
