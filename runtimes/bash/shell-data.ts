/** The state of a shell as plain data, from one call of a session to the next. */
export interface ShellData {
  readonly version: typeof SHELL_DATA_VERSION;
  readonly name: string;
  readonly cwd: string;
  readonly umask: number;
  readonly lastStatus: number;
  readonly positional: readonly string[];
  /** Names of the options that are on. */
  readonly setOptions: readonly string[];
  readonly shoptOptions: readonly string[];
  readonly variables: readonly VariableData[];
  readonly functions: readonly FunctionData[];
  readonly aliases: readonly (readonly [name: string, text: string])[];
  readonly traps: readonly (readonly [name: string, command: string])[];
  readonly directoryStack: readonly string[];
}

export const SHELL_DATA_VERSION = 1;

export interface VariableData {
  readonly name: string;
  /** Letters of `declare`: `x` exported, `r` readonly, `i`, `n`, `t`, and `l`, `u` or `c`. */
  readonly attributes: string;
  readonly value:
    | { readonly kind: "unset"; readonly array?: "indexed" | "associative" }
    | { readonly kind: "scalar"; readonly text: string }
    | { readonly kind: "indexed"; readonly items: readonly (readonly [number, string])[] }
    | { readonly kind: "associative"; readonly items: readonly (readonly [string, string])[] };
}

export interface FunctionData {
  readonly name: string;
  readonly source: string;
  readonly line: number;
  readonly file: string;
  readonly isExported: boolean;
  readonly isReadonly: boolean;
  readonly isTraced: boolean;
}

/** Stored state that is not what it has to be. */
export class ShellDataError extends Error {}

/** Checks what comes from outside. @throws ShellDataError */
export function checkShellData(data: unknown): ShellData {
  const record = object(data, "state");
  if (record["version"] !== SHELL_DATA_VERSION) throw new ShellDataError("state of another version");
  return {
    version: SHELL_DATA_VERSION,
    name: text(record["name"], "name"),
    cwd: absolute(record["cwd"]),
    umask: integer(record["umask"], "umask", 0o777),
    lastStatus: integer(record["lastStatus"], "lastStatus", 255),
    positional: texts(record["positional"], "positional"),
    setOptions: texts(record["setOptions"], "setOptions"),
    shoptOptions: texts(record["shoptOptions"], "shoptOptions"),
    variables: list(record["variables"], "variables").map(variable),
    functions: list(record["functions"], "functions").map(shellFunction),
    aliases: pairs(record["aliases"], "aliases"),
    traps: pairs(record["traps"], "traps"),
    directoryStack: texts(record["directoryStack"], "directoryStack"),
  };
}

function variable(data: unknown): VariableData {
  const record = object(data, "variable");
  const attributes = text(record["attributes"], "attributes");
  if ([...attributes].some((letter) => !"xrintluc".includes(letter))) throw new ShellDataError("attributes");
  return { name: text(record["name"], "variable name"), attributes, value: value(object(record["value"], "value")) };
}

function value(record: Readonly<Record<string, unknown>>): VariableData["value"] {
  switch (record["kind"]) {
    case "unset": {
      const array = record["array"];
      if (array === undefined) return { kind: "unset" };
      if (array !== "indexed" && array !== "associative") throw new ShellDataError("kind of an array");
      return { kind: "unset", array };
    }
    case "scalar":
      return { kind: "scalar", text: text(record["text"], "value") };
    case "indexed":
      return {
        kind: "indexed",
        items: list(record["items"], "items").map((item) => {
          const [index, element] = list(item, "item");
          return [integer(index, "index", Number.MAX_SAFE_INTEGER), text(element, "element")] as const;
        }),
      };
    case "associative":
      return { kind: "associative", items: pairs(record["items"], "items") };
    default:
      throw new ShellDataError("kind of a value");
  }
}

function shellFunction(data: unknown): FunctionData {
  const record = object(data, "function");
  return {
    name: text(record["name"], "function name"),
    source: text(record["source"], "function source"),
    line: integer(record["line"], "line", Number.MAX_SAFE_INTEGER),
    file: record["file"] === undefined ? "environment" : text(record["file"], "file"),
    isExported: record["isExported"] === true,
    isReadonly: record["isReadonly"] === true,
    isTraced: record["isTraced"] === true,
  };
}

function object(data: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw new ShellDataError(what);
  return data as Readonly<Record<string, unknown>>;
}

function list(data: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(data)) throw new ShellDataError(what);
  return data;
}

function text(data: unknown, what: string): string {
  if (typeof data !== "string") throw new ShellDataError(what);
  return data;
}

function texts(data: unknown, what: string): readonly string[] {
  return list(data, what).map((each) => text(each, what));
}

function pairs(data: unknown, what: string): readonly (readonly [string, string])[] {
  return list(data, what).map((each) => {
    const [name, second] = list(each, what);
    return [text(name, what), text(second, what)] as const;
  });
}

function integer(data: unknown, what: string, maximum: number): number {
  if (typeof data !== "number" || !Number.isInteger(data) || data < 0 || data > maximum) throw new ShellDataError(what);
  return data;
}

function absolute(data: unknown): string {
  const path = text(data, "cwd");
  if (!path.startsWith("/")) throw new ShellDataError("cwd");
  return path;
}
