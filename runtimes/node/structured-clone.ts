import { typeChecks } from "./bindings/types.ts";
import { asBytes } from "./bytes.ts";

type Refuse = (message: string) => never;

/** The classes that an error keeps, by its name; any other is copied as a plain Error. */
export const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

const is = (name: string, value: unknown): boolean => typeChecks[name]?.(value) === true;

/** The structured clone algorithm (HTML, section 2.7) for the types JavaScript itself has. */
export function cloned(value: unknown, refuse: Refuse): unknown {
  const seen = new Map<object, object>();
  const copy = (source: unknown): unknown => {
    if (typeof source === "symbol" || typeof source === "function")
      return refuse(`${String(source)} could not be cloned.`);
    if (typeof source !== "object" || source === null) return source;
    const known = seen.get(source);
    if (known) return known;
    const target = shell(source, refuse);
    seen.set(source, target);
    fill(source, target, copy);
    return target;
  };
  return copy(value);
}

/** The copy, before anything it refers to is copied. */
function shell(source: object, refuse: Refuse): object {
  if (Array.isArray(source)) return new Array<unknown>(source.length);
  if (is("isDate", source)) return new Date(source as Date);
  if (is("isRegExp", source)) return new RegExp((source as RegExp).source, (source as RegExp).flags);
  if (is("isMap", source)) return new Map();
  if (is("isSet", source)) return new Set();
  if (is("isArrayBuffer", source)) return (source as ArrayBuffer).slice(0);
  if (ArrayBuffer.isView(source)) return copiedView(source);
  if (is("isNativeError", source)) return copiedError(source as Error);
  if (["isNumberObject", "isStringObject", "isBooleanObject", "isBigIntObject"].some((name) => is(name, source)))
    return Object(source.valueOf()) as object;
  for (const name of ["isWeakMap", "isWeakSet", "isPromise", "isGeneratorObject", "isSymbolObject", "isProxy"])
    if (is(name, source)) return refuse(`#<${source.constructor?.name ?? "Object"}> could not be cloned.`);
  return {};
}

function copiedView(view: ArrayBufferView): object {
  const bytes = asBytes(view).slice();
  if (view instanceof DataView) return new DataView(bytes.buffer);
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(view)) as { constructor: unknown };
  const TypedArray = Object.getPrototypeOf(Uint8Array) as unknown;
  const type = prototype.constructor === TypedArray ? view.constructor : Uint8Array;
  return new (type as new (buffer: ArrayBuffer) => object)(bytes.buffer);
}

function copiedError(error: Error): Error {
  const copy = new (ERRORS[error.name] ?? Error)(error.message);
  Object.defineProperty(copy, "stack", { value: error.stack, configurable: true, writable: true });
  return copy;
}

function fill(source: object, target: object, copy: (value: unknown) => unknown): void {
  if (target instanceof Map)
    for (const [key, value] of source as Map<unknown, unknown>) target.set(copy(key), copy(value));
  else if (target instanceof Set) for (const value of source as Set<unknown>) target.add(copy(value));
  else if (is("isNativeError", target)) {
    if (Object.hasOwn(source, "cause")) defineHidden(target, "cause", copy((source as Error).cause));
  } else if (Array.isArray(target) || Object.getPrototypeOf(target) === Object.prototype)
    for (const key of Object.keys(source))
      Object.defineProperty(target, key, {
        value: copy((source as Record<string, unknown>)[key]),
        enumerable: true,
        configurable: true,
        writable: true,
      });
}

function defineHidden(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
