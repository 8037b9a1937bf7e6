import type { Attributes, Value, Variable } from "./variable.ts";

/** `${name[index]}`: an index of an indexed array, a key of an associative one, or all of them. */
export type Subscript =
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "all"; readonly joined: boolean };

export type Scope = "nearest" | "local" | "global";

/** A builtin or an assignment is refused: `readonly variable`, `not a valid identifier`, `circular name reference` … */
export class VariableError extends Error {
  readonly variable: string;
  constructor(variable: string, message: string) {
    super(message);
    this.variable = variable;
  }
}

/**
 * The shell's variables: those of the shell itself, those of each function call (`local`), and those in front of a command
 * (`A=1 cmd`). Names that compute their value (`RANDOM`, `SECONDS`, `LINENO`, `BASH_*` …) are looked up like the others.
 * All that gets or sets follows namerefs, but for what names them.
 */
export interface Variables {
  /** @returns nothing for a name that isn't there, not even with attributes */
  get(name: string): Variable | undefined;
  /** The variable itself, where it is a nameref. */
  getWithoutNameref(name: string): Variable | undefined;
  /** The text of a scalar, or of element 0 (or key "0") of an array. @returns nothing if that is unset */
  text(name: string): string | undefined;
  /** The name that a nameref leads to (`a[1]` if it names an element); the name itself if it is none. @returns nothing if it goes round */
  targetOf(name: string): string | undefined;
  /**
   * Assigns, as `name=value`: an integer is evaluated, letters are changed as the attributes say, a scalar goes to element 0
   * of what is an array. @throws VariableError
   */
  assign(name: string, text: string, options?: { append?: boolean }): void;
  /** `name[i]=value`. A negative index counts from the end. @throws VariableError */
  assignElement(name: string, subscript: Exclude<Subscript, { kind: "all" }>, text: string, append?: boolean): void;
  /** Replaces the whole value, as it is. @throws VariableError */
  assignValue(name: string, value: Value): void;
  /** Makes an array of what the name is, or a name that is an unset array: `declare -a`, `declare -A`. @throws VariableError */
  makeArray(name: string, kind: "indexed" | "associative", scope: Scope): void;
  /** `declare -n name=target`; no target: the attribute only. @throws VariableError */
  makeNameref(name: string, target: string | undefined, scope: Scope): void;
  /** `isNameref`: the nameref itself goes, not what it names. @throws VariableError */
  unset(name: string, isNameref?: boolean): void;
  unsetElement(name: string, subscript: Subscript): void;
  /** Makes the name if it is not there, and changes what is given. @throws VariableError */
  setAttributes(name: string, changes: Partial<Attributes>, scope: Scope): void;

  /**
   * A function is called: `local` makes names in this scope, which end with it. `temporary`: what stands in front of the
   * call; a scope of that alone, for a builtin or a program, is no function's.
   */
  pushScope(temporary?: ReadonlyMap<string, string>, kind?: "function" | "command"): void;
  /** What `name+=text` would make of it, as the variable's attributes have it. */
  appended(name: string, text: string): string;
  popScope(): void;
  readonly isInFunction: boolean;
  /** Does something as if no function ran: `declare -g` sees no locals. */
  amongGlobals(body: () => void): void;
  /** Whether `local` has made the name in the call that runs. */
  isLocal(name: string): boolean;

  /** Names that are set, sorted by their bytes. */
  readonly names: readonly string[];
  /** Names that have attributes or a value, sorted; `local`: of the call that runs. */
  declaredNames(scope: "all" | "local"): readonly string[];
  /** What a program gets as its environment. */
  environment(): Map<string, string>;
  /** What a subshell begins with; what it changes is its own. */
  fork(): Variables;
}

/** What variables ask of the shell whose they are. */
export interface VariablesHost {
  /** The value of a text as an arithmetic expression, for `declare -i`. @throws */
  evaluateInteger(text: string): bigint;
  /** Expands quotes and `$x` of the subscript of what a nameref names. @throws */
  expandSubscript?(text: string): string;
  /** Says something that is no error. */
  warn?(message: string): void;
  /** `set -a`: what is assigned is exported. */
  isExportingAll?(): boolean;
  /** `localvar_inherit`, `localvar_unset` of `shopt`. */
  option?(name: "localvar_inherit" | "localvar_unset"): boolean;
}
