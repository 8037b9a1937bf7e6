import { joined } from "./joined-text.ts";
import { inLetterCase } from "./letter-case.ts";
import { isName } from "./names.ts";
import { type Cell, copyCell, ownValue } from "./scope.ts";
import type { ScopeStack } from "./scope-stack.ts";
import { NO_ATTRIBUTES } from "./variable.ts";
import { type Scope, type Subscript, VariableError, type VariablesHost } from "./variables.ts";

/** Finds or makes the variable that an assignment or a declaration changes, and the text that is stored in it. */
export class WritableCells {
  readonly stack: ScopeStack;
  readonly host: VariablesHost;

  constructor(stack: ScopeStack, host: VariablesHost) {
    this.stack = stack;
    this.host = host;
  }

  /** The name that an assignment goes to. @returns nothing if it goes round in a function: it is the shell's own variable then */
  assignable(name: string): string | undefined {
    const cell = this.stack.find(name);
    if (!cell?.attributes.nameref) return name;
    const target = this.stack.resolve(name);
    if (target !== undefined) return target;
    if (this.stack.functionDepth === 0) throw new VariableError(`warning: ${name}`, "circular name reference");
    // Bash looks the name up twice, and says so each time.
    for (let times = 0; times < 2; times++) this.host.warn?.(`warning: ${name}: circular name reference`);
    return undefined;
  }

  assignableIn(name: string, scope: Scope): string | undefined {
    return scope === "nearest" ? this.assignable(name) : name;
  }

  subscriptOf(name: string, written: string): Exclude<Subscript, { kind: "all" }> {
    const text = this.host.expandSubscript?.(written) ?? written;
    const value = this.stack.find(name)?.value;
    if (value?.kind === "associative" || (value?.kind === "unset" && value.array === "associative"))
      return { kind: "key", key: text };
    return { kind: "index", index: Number(this.host.evaluateInteger(text)) };
  }

  /** The variable that an assignment changes, made in the shell's scope if there is none. */
  writable(name: string): Cell {
    for (let depth = this.stack.scopes.length - 1; depth >= 0; depth--) {
      const cell = this.stack.scopes[depth]?.cells.get(name);
      if (cell === undefined) continue;
      refuseReadonly(name, cell);
      return this.stack.own(depth, name, cell);
    }
    if (!isName(name)) throw new VariableError(name, "not a valid identifier");
    return this.stack.create(0, name);
  }

  declared(name: string, scope: Scope): Cell {
    if (!isName(name)) throw new VariableError(name, "not a valid identifier");
    const local = this.stack.functionDepth;
    for (let depth = this.stack.scopes.length - 1; depth >= 0; depth--) {
      if (scope === "local" ? depth !== local : scope === "global" && depth !== 0) continue;
      const cell = this.stack.scopes[depth]?.cells.get(name);
      if (cell && !(scope === "local" && cell.isTemporary && depth > 0)) return this.stack.own(depth, name, cell);
      if (cell) {
        // `A=1 f`, and f makes A local: it keeps the value.
        const made = { ...copyCell(cell, this.stack.owner), isTemporary: false };
        this.stack.cells(depth).set(name, made);
        return made;
      }
    }
    if (scope !== "local" || local === 0) return this.stack.create(0, name);
    const outer = this.stack.find(name);
    if (outer?.attributes.readonly && this.stack.scopes[0]?.cells.get(name) === outer)
      throw new VariableError(name, "readonly variable");
    const cell = this.stack.create(local, name);
    if (outer && this.host.option?.("localvar_inherit")) {
      cell.value = ownValue(outer.value);
      cell.attributes = { ...outer.attributes, nameref: false };
    } else if (outer?.isTemporary) {
      cell.value = ownValue(outer.value);
      cell.attributes = outer.attributes;
    } else if (outer?.attributes.exported) cell.attributes = { ...NO_ATTRIBUTES, exported: true };
    return cell;
  }

  exportIfAll(cell: Cell): void {
    if (!cell.attributes.exported && this.host.isExportingAll?.())
      cell.attributes = { ...cell.attributes, exported: true };
  }

  /** The text that is stored, by the attributes. */
  changed(cell: Cell, before: string | undefined, text: string, append: boolean | undefined): string {
    const { attributes } = cell;
    if (attributes.integer) {
      const value = this.host.evaluateInteger(text);
      return String(append && before ? BigInt.asIntN(64, this.host.evaluateInteger(before) + value) : value);
    }
    const whole = append && before !== undefined ? joined(before, text) : text;
    return attributes.letterCase === undefined ? whole : inLetterCase(whole, attributes.letterCase);
  }
}

export function refuseReadonly(name: string, cell: Cell): void {
  if (cell.attributes.readonly) throw new VariableError(name, "readonly variable");
}
