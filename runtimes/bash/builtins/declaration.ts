import type { MaybePromise } from "../../kernel/description.ts";
import { after, isPending } from "../execution/maybe.ts";
import type { Shell } from "../execution/shell.ts";
import { type ArrayElement, elementSubscript } from "../expansion/assignment.ts";
import { endOfItems } from "../expansion/parameter-value.ts";
import type { Attributes, Variable } from "../state/variable.ts";
import { type Scope, type Subscript, VariableError } from "../state/variables.ts";
import type { ArrayKind, Declaration } from "./declaration-args.ts";
import { variableMessage } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { isIdentifier } from "./names.ts";
import { subscriptOf } from "./variable-targets.ts";
import { arrayKind } from "./variable-text.ts";

/** What a call of a declaration builtin asks for, beside its names. */
export interface DeclarationRequest {
  readonly builtin: string;
  readonly scope: Scope;
  readonly array: ArrayKind | undefined;
  /** `-aA` */
  readonly asksForBothArrays?: boolean;
  /** `export` and `readonly` take no `name[subscript]`. */
  readonly refusesElements?: boolean;
  /** `+a`, `+A` */
  readonly destroysArray?: boolean;
  readonly changes: Partial<Attributes>;
  readonly makesReadonly: boolean;
  readonly nameref: "make" | "undo" | undefined;
  /** `-I`: a local begins as what it hides. */
  readonly inherits?: boolean;
}

/** Declares one after the other; what is refused is told, and the others are declared all the same. @returns the status */
export function declareAll(
  shell: Shell,
  declarations: readonly (Declaration | string)[],
  request: DeclarationRequest,
): MaybePromise<number> {
  for (const [at, declaration] of declarations.entries()) {
    try {
      const declared = declareOne(shell, declaration, request);
      if (isPending(declared)) return declareRest(shell, declarations.slice(at), request, declared);
    } catch (error) {
      return declareRest(shell, declarations.slice(at), request, Promise.reject(error));
    }
  }
  return 0;
}

/** @param first what becomes of the first of them */
async function declareRest(
  shell: Shell,
  declarations: readonly (Declaration | string)[],
  request: DeclarationRequest,
  first: Promise<void>,
): Promise<number> {
  let status = 0;
  for (const [at, declaration] of declarations.entries()) {
    try {
      await (at === 0 ? first : declareOne(shell, declaration, request));
    } catch (error) {
      if (error instanceof VariableError) await shell.error(`${request.builtin}: ${variableMessage(error)}`);
      else if (error instanceof BuiltinFailure) await shell.error(`${request.builtin}: ${error.message}`);
      else throw error;
      status = 1;
    }
  }
  return status;
}

function declareOne(shell: Shell, declaration: Declaration | string, request: DeclarationRequest): MaybePromise<void> {
  if (typeof declaration === "string") throw new BuiltinFailure(`\`${declaration}': not a valid identifier`);
  const { variables } = shell;
  const { target, value, append } = declaration;
  const { name } = target;
  const { scope, changes } = request;
  if (request.refusesElements && target.subscript !== undefined)
    throw new BuiltinFailure(`\`${name}[${target.subscript}]': not a valid identifier`);
  const isLocal = scope === "local";
  const before = isLocal && !variables.isLocal(name) ? undefined : variables.get(name);
  const hidden = isLocal ? variables.get(name) : undefined;
  if (request.nameref !== undefined) return declareNameref(shell, declaration, request);
  if (before?.attributes.readonly && (value !== undefined || changes.readonly === false))
    throw new VariableError(name, "readonly variable");
  if (request.destroysArray && before !== undefined && arrayKind(before.value) !== undefined)
    throw new BuiltinFailure(`${name}: cannot destroy array variables in this way`);
  refuseConversion(name, before, request.array);
  if (request.asksForBothArrays) {
    variables.makeArray(name, "associative", scope);
    throw new BuiltinFailure(`${name}: cannot convert associative to indexed array`);
  }

  const isNewLocal = isLocal && before === undefined;
  const inheritsExport = isNewLocal && hidden?.attributes.exported && value !== undefined;
  variables.setAttributes(name, inheritsExport ? { exported: true, ...changes } : changes, scope);
  if (
    isLocal &&
    before === undefined &&
    hidden !== undefined &&
    (request.inherits || shell.options.shopt.localvar_inherit)
  ) {
    const { readonly: _, ...inherited } = hidden.attributes;
    variables.setAttributes(name, { ...inherited, ...changes }, scope);
    variables.assignValue(name, hidden.value);
  }
  const needsArray = target.subscript !== undefined || (value !== undefined && typeof value !== "string");
  const kind =
    request.array ??
    (needsArray && (before === undefined || arrayKind(before.value) === undefined) ? "indexed" : undefined);
  if (kind !== undefined) variables.makeArray(name, kind, scope);
  const subscript =
    value === undefined || target.subscript === undefined ? undefined : subscriptOf(shell, name, target.subscript);
  return after(subscript, (found) => {
    if (value !== undefined) {
      const assign = (): void => assignDeclared(shell, name, found, value, append);
      if (scope === "global") variables.amongGlobals(assign);
      else assign();
    }
    if (request.makesReadonly) variables.setAttributes(name, { readonly: true }, scope);
  });
}

function refuseConversion(name: string, before: Variable | undefined, wanted: ArrayKind | undefined): void {
  const kind = before === undefined ? undefined : arrayKind(before.value);
  if (wanted === undefined || kind === undefined || kind === wanted) return;
  throw new BuiltinFailure(`${name}: cannot convert ${kind} to ${wanted} array`);
}

function assignDeclared(
  shell: Shell,
  name: string,
  subscript: Subscript | undefined,
  value: string | readonly ArrayElement[],
  append: boolean,
): void {
  const { variables } = shell;
  if (typeof value !== "string") assignElements(shell, name, value, append);
  else if (subscript === undefined) variables.assign(name, value, { append });
  else if (subscript.kind === "all")
    throw new BuiltinFailure(`${name}[${subscript.joined ? "*" : "@"}]: bad array subscript`);
  else variables.assignElement(name, subscript, value, append);
}

/** `name=(…)` and `name+=(…)`: element by element, since attributes may change each. */
function assignElements(shell: Shell, name: string, elements: readonly ArrayElement[], append: boolean): void {
  const { variables } = shell;
  const found = variables.get(name)?.value;
  const isAssociative = found !== undefined && arrayKind(found) === "associative";
  if (!append || found === undefined || found.kind === "unset")
    variables.assignValue(
      name,
      isAssociative ? { kind: "associative", items: new Map() } : { kind: "indexed", items: new Map() },
    );
  let next = append && found?.kind === "indexed" ? endOfItems(found.items) : 0;
  for (const element of elements) {
    const subscript = elementSubscript(element, next, shell.expansion);
    variables.assignElement(name, subscript, element.text, element.append);
    if (subscript.kind === "index") next = subscript.index + 1;
  }
}

function declareNameref(shell: Shell, { target, value }: Declaration, request: DeclarationRequest): void {
  const { variables } = shell;
  const { name } = target;
  if (request.nameref === "undo") {
    // Only the nearest scope would be looked for through the nameref itself.
    variables.setAttributes(name, { nameref: false }, request.scope === "local" ? "local" : "global");
    return;
  }
  if (target.subscript !== undefined) throw new BuiltinFailure(`${name}: reference variable cannot be an array`);
  if (typeof value !== "string" && value !== undefined)
    throw new BuiltinFailure(`${name}: reference variable cannot be an array`);
  const isItself = value === name || value?.startsWith(`${name}[`);
  if (isItself && request.scope !== "local")
    throw new BuiltinFailure(`${name}: nameref variable self references not allowed`);
  if (value === "") throw new BuiltinFailure("`': not a valid identifier");
  if (value !== undefined && !isIdentifier(value.replace(/\[.*\]$/s, "")))
    throw new BuiltinFailure(`\`${value}': invalid variable name for name reference`);
  if (isItself)
    shell.expansion.warn(`${request.builtin}: warning: ${name}: circular name reference`).catch(() => undefined);
  variables.makeNameref(name, value, request.scope);
  // The nameref is made readonly, not what it names.
  if (request.makesReadonly)
    variables.setAttributes(name, { readonly: true }, request.scope === "local" ? "local" : "global");
}
