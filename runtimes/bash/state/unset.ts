import { splitElementName } from "./names.ts";
import { newCell } from "./scope.ts";
import { type Subscript, VariableError } from "./variables.ts";
import type { WritableCells } from "./writable-cells.ts";

/** The nearest variable of that name goes; what it hid is seen again. @throws VariableError */
export function unsetVariable(cells: WritableCells, name: string, isNameref = false): void {
  const { stack, host } = cells;
  const target = isNameref ? name : (stack.resolve(name) ?? name);
  const element = splitElementName(target);
  if (element) {
    unsetElement(cells, element.name, cells.subscriptOf(element.name, element.subscript));
    return;
  }
  for (let depth = stack.scopes.length - 1; depth >= 0; depth--) {
    const scope = stack.scopes[depth];
    const cell = scope?.cells.get(target);
    if (!scope || !cell) continue;
    if (cell.attributes.readonly) throw new VariableError(target, "readonly variable");
    const isOfThisCall = scope.kind === "function" && depth === stack.functionDepth && !cell.isTemporary;
    // A local that the call itself unsets stays one, without a value; one of a caller gives way to what it hid.
    if (isOfThisCall && !host.option?.("localvar_unset")) stack.cells(depth).set(target, newCell(stack.owner));
    else stack.cells(depth).delete(target);
    return;
  }
}

export function unsetElement(cells: WritableCells, name: string, subscript: Subscript): void {
  const { stack } = cells;
  const target = stack.resolve(name) ?? name;
  const found = stack.find(target);
  if (!found) return;
  if (found.attributes.readonly) throw new VariableError(target, "readonly variable");
  const cell = cells.writable(target);
  const { value } = cell;
  if (subscript.kind === "all") {
    if (value.kind === "associative") value.items.delete(subscript.joined ? "*" : "@");
    else unsetVariable(cells, target);
  } else if (value.kind === "associative") {
    value.items.delete(subscript.kind === "key" ? subscript.key : String(subscript.index));
  } else if (value.kind === "indexed" && subscript.kind === "index") {
    const index = subscript.index < 0 ? value.items.last + 1 + subscript.index : subscript.index;
    if (index < 0) throw new VariableError(`[${subscript.index}]`, "bad array subscript");
    value.items.delete(index);
  } else if (value.kind === "scalar" && subscript.kind === "index") {
    if (subscript.index !== 0) throw new VariableError(target, "not an array variable");
    unsetVariable(cells, target);
  }
}
