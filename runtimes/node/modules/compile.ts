import { AWAITING, isFrameWatched } from "../async-context.ts";
import { rememberPosition, rememberSource } from "../source-line.ts";
import { type ColumnBefore, registerScript } from "../stacks.ts";
import { parse, type SourceType } from "./syntax-tree.ts";
import { SELF, transformScript } from "./transform.ts";

export type Compiled = (...args: never[]) => unknown;

/** How `import()` in a script finds a module. */
export type DynamicImport = (specifier: unknown, options?: unknown) => Promise<unknown>;

// biome-ignore lint/security/noGlobalEval: nothing else makes functions of a program's text inside an isolate
const evaluate = globalThis.eval;

/** Evaluates code whose first line has a prefix, so that stacks tell its own lines and columns. */
export function evaluateAs(
  filename: string,
  prefix: string,
  code: string,
  suffix: string,
  before?: ColumnBefore,
): unknown {
  const name = registerScript(filename, prefix.length, before);
  return evaluate(`${prefix}${code}\n${suffix}//# sourceURL=${name}`);
}

/** A function whose body is the source. @throws SyntaxError with the place Node prints above it */
export function compileFunction(
  source: string,
  filename: string,
  params: readonly string[],
  dynamicImport: DynamicImport,
): Compiled {
  const script = changed(source, filename);
  const parameters = params.join(", ");
  try {
    if (!script) return evaluateAs(filename, `(function (${parameters}) {`, withoutHashbang(source), "})") as Compiled;
    const prefix = `(function (${SELF}) { return function (${parameters}) {`;
    const make = evaluateAs(filename, prefix, withoutHashbang(script.code), "}})", script.columnBefore);
    return (make as (self: unknown) => Compiled)({ im: dynamicImport, ...AWAITING });
  } catch (error) {
    throw located(error, source, filename, "script");
  }
}

const NativeFunction = Function;

/**
 * `new Function` with an `import()` in its text, which V8 alone can't do.
 * @param importFor how the script that makes it imports
 * @returns nothing if there is none
 */
export function functionOfText(texts: readonly unknown[], importFor: () => DynamicImport): unknown {
  const parts = texts.map((text) => `${text}`);
  if (!parts.some((part) => MAY_IMPORT.test(part))) return undefined;
  // V8 checks each part by itself here: one that closes a bracket too many would fit the text made of all parts below.
  NativeFunction(...parts);
  const im = importFor();
  const script = transformScript(
    `(function anonymous(${parts.slice(0, -1).join(",")}\n) {\n${parts.at(-1) ?? ""}\n})`,
    false,
  );
  if (!script) return undefined;
  const make = evaluate(`(function (${SELF}) { return ${script.code} })`) as (self: unknown) => unknown;
  return make({ im, ...AWAITING });
}

/** Runs a script in the global scope. @returns the value of its last statement */
export function runScript(
  source: string,
  filename: string,
  dynamicImport: DynamicImport,
  needsValue: boolean,
): unknown {
  const script = changed(source, filename);
  if (script)
    Object.defineProperty(globalThis, SELF, {
      value: { im: dynamicImport, ...AWAITING },
      configurable: true,
      writable: true,
    });
  const code = withoutHashbang(script?.code ?? source);
  // V8 knows no places in code that eval runs, only in functions made there; the price is that such a program's variables are its own.
  if (!needsValue)
    return (evaluateAs(filename, "(function () {", code, "})", script?.columnBefore) as () => unknown).call(globalThis);
  return evaluateAs(filename, "", code, "", script?.columnBefore);
}

/** Throws what is wrong with a script, without running it. */
export function checkScript(source: string, filename: string): void {
  rememberSource(filename, source);
  try {
    evaluate(`(function () {${withoutHashbang(source)}\n})`);
  } catch (error) {
    throw located(error, source, filename, "script");
  }
}

const AWAIT = /\bawait\b/;
const MOST_CHARACTERS = 500_000;

/** Whether its `await`s carry frames: a package's only if a program uses them, since parsing takes time. */
export function awaits(source: string, filename: string): boolean {
  if (source.length > MOST_CHARACTERS || !AWAIT.test(source)) return false;
  return isFrameWatched() || !filename.includes("/node_modules/");
}

const MAY_IMPORT = /\bimport\s*(?:\/\*|\()/;

function changed(source: string, filename: string) {
  const carriesFrames = awaits(source, filename);
  if (!carriesFrames && !MAY_IMPORT.test(source)) return undefined;
  try {
    return transformScript(source, carriesFrames);
  } catch {
    // What the parser doesn't know yet V8 may.
    return undefined;
  }
}

/** The source with its hashbang line turned into a comment of the same length. */
export function withoutHashbang(source: string): string {
  return source.startsWith("#!") ? `//${source.slice(2)}` : source;
}

interface ParserError extends SyntaxError {
  readonly pos: number;
  readonly raisedAt: number;
  readonly loc: { readonly line: number; readonly column: number };
}

/** Tells where in the source V8's error is: the parser knows. */
export function located(error: unknown, source: string, filename: string, type: SourceType): unknown {
  if (!(error instanceof SyntaxError)) return error;
  try {
    parse(source, type);
  } catch (found) {
    const { loc, pos, raisedAt } = found as ParserError;
    if (loc) rememberPosition(error, filename, source, loc.line, loc.column, Math.max(1, (raisedAt ?? pos) - pos));
  }
  return error;
}
