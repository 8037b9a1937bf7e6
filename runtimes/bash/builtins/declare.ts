import type { Assignment } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { after } from "../execution/maybe.ts";
import type { Shell } from "../execution/shell.ts";
import type { Attributes } from "../state/variable.ts";
import type { Builtin } from "./builtin.ts";
import { type DeclarationRequest, declareAll } from "./declaration.ts";
import { type ArrayKind, expandDeclarations } from "./declaration-args.ts";
import { declareFunctions } from "./declare-functions.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { keepOptions } from "./local-options.ts";
import { type Options, parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { declarations, listing } from "./variable-listing.ts";
import { declarationText } from "./variable-text.ts";

const LETTERS = "+aAcfFgiIlnprtux";

export const declare = declarationBuiltin(
  "declare",
  "declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
  "Sets values and attributes of variables.",
);

export const typeset = declarationBuiltin(
  "typeset",
  "typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]",
  "Sets values and attributes of variables.",
);

export const local = declarationBuiltin(
  "local",
  "local [option] name[=value] ...",
  "Makes variables that end with the function that runs.",
);

function declarationBuiltin(name: "declare" | "typeset" | "local", usage: string, summary: string): Builtin {
  const runDeclaration = (
    shell: Shell,
    args: readonly (string | Assignment)[],
    process: Process,
  ): MaybePromise<number> => runDeclare(shell, name, args, process);
  return defineBuiltin({ name, usage, summary, run: runDeclaration, runDeclaration });
}

/** Options come first and are always text; what follows may be assignments. */
export function splitOptions(
  args: readonly (string | Assignment)[],
  letters: string,
): { options: Options; operands: readonly (string | Assignment)[] } {
  const firstAssignment = args.findIndex((arg) => typeof arg !== "string");
  const texts = (firstAssignment === -1 ? args : args.slice(0, firstAssignment)).filter(
    (arg) => typeof arg === "string",
  );
  const options = parseOptions(texts, letters);
  return { options, operands: args.slice(texts.length - options.operands.length) };
}

function runDeclare(
  shell: Shell,
  builtin: "declare" | "typeset" | "local",
  args: readonly (string | Assignment)[],
  process: Process,
): MaybePromise<number> {
  const { options, operands } = splitOptions(args, LETTERS);
  const isLocal = builtin === "local";
  if (isLocal && !shell.variables.isInFunction) throw new BuiltinFailure("can only be used in a function");
  const array = arrayOf(options);
  const changes = changesOf(options);
  const given = options.given.some(({ sign }) => sign === "-");

  if (options.has("f") || options.has("F")) return declareFunctions(shell, builtin, options, texts(operands), process);
  if (operands.length === 0) {
    if (isLocal) return printOutput(shell, process, builtin, declarations(shell, positive(changes), array, "local"));
    const isListing =
      !given || (!options.has("p") && array === undefined && Object.keys(positive(changes)).length === 0);
    return printOutput(
      shell,
      process,
      builtin,
      isListing ? listing(shell) : declarations(shell, positive(changes), array),
    );
  }
  if (options.has("p")) return printDeclarations(shell, builtin, texts(operands), process);

  const request: DeclarationRequest = {
    builtin,
    scope: shell.variables.isInFunction && !options.has("g") ? "local" : options.has("g") ? "global" : "nearest",
    array,
    asksForBothArrays: options.has("a") && options.has("A"),
    destroysArray: options.hasPlus("a") || options.hasPlus("A"),
    changes: withoutReadonly(changes),
    makesReadonly: options.has("r"),
    nameref: options.has("n") ? "make" : options.hasPlus("n") ? "undo" : undefined,
    inherits: options.has("I"),
  };
  if (isLocal && operands.includes("-")) keepOptions(shell);
  const names = isLocal ? operands.filter((operand) => operand !== "-") : operands;
  return after(expandDeclarations(shell, names, array), (declared) => declareAll(shell, declared, request));
}

/** Assignments as they were written, too. */
export function texts(operands: readonly (string | Assignment)[]): string[] {
  return operands.map((operand) => (typeof operand === "string" ? operand : operand.text));
}

function arrayOf(options: Options): ArrayKind | undefined {
  if (options.has("A")) return "associative";
  return options.has("a") ? "indexed" : undefined;
}

const FLAGS: Readonly<Record<string, Partial<Attributes>>> = {
  i: { integer: true },
  n: { nameref: true },
  r: { readonly: true },
  t: { trace: true },
  x: { exported: true },
};
const LETTER_CASES: Readonly<Record<string, Attributes["letterCase"]>> = { l: "lower", u: "upper", c: "capitalize" };

function changesOf(options: Options): Partial<Attributes> {
  let changes: Partial<Attributes> = {};
  const cases = new Set<Attributes["letterCase"]>();
  for (const { sign, letter } of options.given) {
    const flag = FLAGS[letter];
    if (flag !== undefined) {
      const name = Object.keys(flag)[0] ?? "";
      changes = { ...changes, [name]: sign === "-" };
    }
    const letterCase = LETTER_CASES[letter];
    if (letterCase === undefined) continue;
    if (sign === "-") cases.add(letterCase);
    else cases.add(undefined);
  }
  // `-lu` asks for both, and gets neither.
  const [only] = cases;
  if (cases.size > 0) changes = { ...changes, letterCase: cases.size === 1 ? only : undefined };
  return changes;
}

function withoutReadonly({
  readonly: makesReadonly,
  nameref: _,
  ...changes
}: Partial<Attributes>): Partial<Attributes> {
  return makesReadonly === false ? { ...changes, readonly: false } : changes;
}

function positive(changes: Partial<Attributes>): Partial<Attributes> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value));
}

async function printDeclarations(
  shell: Shell,
  builtin: string,
  names: readonly string[],
  process: Process,
): Promise<number> {
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.getWithoutNameref(name);
    if (variable === undefined) {
      await shell.error(`${builtin}: ${name}: not found`);
      status = 1;
    } else status = (await printOutput(shell, process, builtin, `${declarationText(name, variable)}\n`)) || status;
  }
  return status;
}
