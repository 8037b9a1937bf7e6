import { GUEST_FILENAME } from "../abi/node.ts";
import { nodeFacts } from "./node-facts.ts";

/** For a line and column of code that was changed, the column it has in its source. */
export type ColumnBefore = (line: number, column: number) => number;

interface Script {
  readonly filename: string;
  /** Length of what was put in front of the script's first line. */
  readonly prefix: number;
  readonly before: ColumnBefore | undefined;
}

const scripts = new Map<string, Script>();

/** @returns the name for a `sourceURL` comment, which can't have blanks */
export function registerScript(filename: string, prefix: number, before?: ColumnBefore): string {
  const name = /[\s"']/.test(filename) ? encodeURI(filename).replaceAll("'", "%27") : filename;
  if (prefix > 0 || name !== filename || before) scripts.set(name, { filename, prefix, before });
  return name;
}

type Prepare = (error: unknown, frames: readonly NodeJS.CallSite[]) => unknown;

/** Errors by their stack, as far back as a reason that the host reports may need. */
const recent = new Map<string, WeakRef<object>>();
const MAX_RECENT = 256;

export function errorOfStack(stack: string): object | undefined {
  return recent.get(stack)?.deref();
}

function remember(error: unknown, stack: unknown): void {
  if (typeof stack !== "string" || typeof error !== "object" || error === null) return;
  recent.delete(stack);
  recent.set(stack, new WeakRef(error));
  if (recent.size > MAX_RECENT) recent.delete(recent.keys().next().value ?? "");
}

/** Stacks name the modules of the library, not the bundle they are in, and nothing of what is behind them. */
export function guardStacks(): void {
  const byDefault = (Error as unknown as { prepareStackTrace: Prepare }).prepareStackTrace;
  const wrapped = new WeakMap<Prepare, Prepare>();
  const wrap = (prepare: Prepare): Prepare => {
    const known = wrapped.get(prepare);
    if (known) return known;
    const wrapper: Prepare = (error, frames) => {
      const stack = prepare(error, visible(frames));
      remember(error, stack);
      return stack;
    };
    wrapped.set(prepare, wrapper);
    wrapped.set(wrapper, wrapper);
    return wrapper;
  };
  let current = wrap(byDefault);
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    enumerable: false,
    get: () => current,
    set: (value: unknown) => {
      current = wrap(typeof value === "function" ? (value as Prepare) : byDefault);
    },
  });
}

const firstLines = nodeFacts.lines;
/** Number of the bundle's first line that is behind Node's library. */
const [, endLine = 0] = firstLines.at(-1) ?? [];

function visible(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const shown: NodeJS.CallSite[] = [];
  for (const frame of frames) {
    const file = frame.getScriptNameOrSourceURL();
    if (file === GUEST_FILENAME) {
      const module = moduleAt(frame.getLineNumber() ?? 0);
      if (module) shown.push(moved(frame, module.name, module.line, frame.getColumnNumber() ?? 0));
    } else if (file) {
      const script = scripts.get(file);
      shown.push(script ? inSource(frame, script) : frame);
    } else if (!/^(?:(?:Async)?Generator\.next|eval \(<anonymous>)/.test(String(frame))) shown.push(frame);
  }
  return shown;
}

function inSource(frame: NodeJS.CallSite, { filename, prefix, before }: Script): NodeJS.CallSite {
  const line = frame.getLineNumber() ?? 1;
  const column = Math.max(1, (frame.getColumnNumber() ?? 1) - (line === 1 ? prefix : 0));
  return moved(frame, filename, line, before ? before(line, column) : column);
}

function moduleAt(line: number): { name: string; line: number } | undefined {
  if (line >= endLine) return undefined;
  let found = firstLines[0];
  for (const entry of firstLines) {
    if (entry[1] > line) break;
    found = entry;
  }
  return found && { name: `node:${found[0]}`, line: line - found[1] + 1 };
}

/** V8 names functions without a name so that come from `eval`. */
function withoutEval(text: string): string {
  return text
    .replace(/^(async )?eval \((.*)\)$/, "$1$2")
    .replace(/^(\S+)\.eval \[as (\S+)\] /, "$1.$2 ")
    .replace(/^(new )?(\S+\.)?eval /, "$1$2<anonymous> ");
}

/** V8 names functions by the object they are assigned in. */
const LIBRARY_OBJECT = /__slotboxNodeFacts\.library\.[\w/]+\./;

function moved(frame: NodeJS.CallSite, file: string, line: number, column: number): NodeJS.CallSite {
  const from = `${frame.getScriptNameOrSourceURL()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
  const name = frame.getFunctionName();
  const own: Record<string, unknown> = {
    getFileName: () => file,
    getScriptNameOrSourceURL: () => file,
    getLineNumber: () => line,
    getColumnNumber: () => column,
    getFunctionName: () => (name === "eval" ? null : name),
    isEval: () => false,
    getEvalOrigin: () => undefined,
    toString() {
      const text = String(frame)
        .replace(from, () => `${file}:${line}:${column}`)
        .replace(LIBRARY_OBJECT, "");
      return name === "eval" ? withoutEval(text) : text;
    },
  };
  return new Proxy(frame, {
    get(target, name) {
      if (typeof name === "string" && name in own) return own[name];
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The frames above the caller, as far as they show. */
export function framesAbove(count: number): NodeJS.CallSite[] {
  const holder: { stack?: unknown } = {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = count + 1;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.captureStackTrace(holder, framesAbove);
  const frames = holder.stack as NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return frames;
}
