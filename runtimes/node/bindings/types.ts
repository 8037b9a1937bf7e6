import { isNamespace } from "../modules/namespace.ts";
import { isProxy } from "../proxies.ts";
import type { Binding } from "./binding.ts";

type Check = (value: unknown) => boolean;

/** Whether a method, or a getter, of a built-in class takes the value for one of its own. */
function accepts(call: (this: never, ...args: never[]) => unknown, ...args: unknown[]): Check {
  return (value) => {
    if (typeof value !== "object" || value === null || isProxy(value)) return false;
    try {
      Reflect.apply(call, value, args);
      return true;
    } catch {
      return false;
    }
  };
}

function getter(prototype: object, name: string): (this: never) => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (!get) throw new Error(`no getter ${name}`);
  return get as never;
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);
const hasTag =
  (tag: string, type: "object" | "function"): Check =>
  (value) =>
    typeof value === type && value !== null && !isProxy(value) && tagOf(value) === `[object ${tag}]`;

const isRegExpGetter = accepts(getter(RegExp.prototype, "global"));
const isArgumentsObject: Check = (value) =>
  typeof value === "object" &&
  value !== null &&
  !isProxy(value) &&
  !(Symbol.toStringTag in value) &&
  tagOf(value) === "[object Arguments]";

/** V8 is not asked: what only inherits from Promise's prototype passes, too. */
const isPromise: Check = (value) => !isProxy(value) && value instanceof Promise;

export const typeChecks: Readonly<Record<string, Check>> = {
  isExternal: () => false,
  isDate: accepts(Date.prototype.getTime as never),
  isArgumentsObject,
  isBigIntObject: accepts(BigInt.prototype.valueOf as never),
  isBooleanObject: accepts(Boolean.prototype.valueOf as never),
  isNumberObject: accepts(Number.prototype.valueOf as never),
  isStringObject: accepts(String.prototype.valueOf as never),
  isSymbolObject: accepts(Symbol.prototype.valueOf as never),
  isNativeError: (value) => !isProxy(value) && (Error as unknown as { isError: Check }).isError(value),
  isRegExp: (value) => value !== RegExp.prototype && isRegExpGetter(value),
  isAsyncFunction: (value) =>
    hasTag("AsyncFunction", "function")(value) || hasTag("AsyncGeneratorFunction", "function")(value),
  isGeneratorFunction: (value) =>
    hasTag("GeneratorFunction", "function")(value) || hasTag("AsyncGeneratorFunction", "function")(value),
  isGeneratorObject: (value) => hasTag("Generator", "object")(value) || hasTag("AsyncGenerator", "object")(value),
  isPromise,
  isMap: accepts(getter(Map.prototype, "size")),
  isSet: accepts(getter(Set.prototype, "size")),
  isMapIterator: hasTag("Map Iterator", "object"),
  isSetIterator: hasTag("Set Iterator", "object"),
  isWeakMap: accepts(WeakMap.prototype.has as never, {}),
  isWeakSet: accepts(WeakSet.prototype.has as never, {}),
  isArrayBuffer: accepts(getter(ArrayBuffer.prototype, "byteLength")),
  isDataView: accepts(getter(DataView.prototype, "byteLength")),
  isSharedArrayBuffer: () => false,
  isProxy: (value) => isProxy(value),
  isModuleNamespaceObject: (value) => isNamespace(value),
};

const isBoxed = ["isNumberObject", "isStringObject", "isBooleanObject", "isBigIntObject", "isSymbolObject"];

export const types = {
  types: (bare: Binding): void => {
    Object.assign(bare, typeChecks, {
      isAnyArrayBuffer: typeChecks["isArrayBuffer"],
      isBoxedPrimitive: (value: unknown) => isBoxed.some((name) => typeChecks[name]?.(value)),
    });
  },
};
