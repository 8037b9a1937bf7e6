import { parseEnv } from "../env-file.ts";
import { proxyDetails } from "../proxies.ts";
import { framesAbove } from "../stacks.ts";
import type { Binding, BindingContext, Require } from "./binding.ts";
import { typeChecks } from "./types.ts";

const PENDING = 0;
const ONLY_ENUMERABLE = 2;
const SKIP_SYMBOLS = 16;
/** The numbers that `guessHandleType` answers with. */
const HANDLE = { file: 3, invalid: 6 } as const;
const LAST_STREAM = 2;

export const util = {
  util: (bare: Binding, { require }: BindingContext): void => {
    Object.assign(bare, typeChecks, {
      isArrayBufferView: (value: unknown) => ArrayBuffer.isView(value),
      isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !typeChecks["isDataView"]?.(value),
      isUint8Array: (value: unknown) => value instanceof Uint8Array,
      isAnyArrayBuffer: typeChecks["isArrayBuffer"],
      getProxyDetails(value: unknown, both = true) {
        const details = proxyDetails(value);
        return details && (both ? [details.target, details.handler] : details.target);
      },
      // There is no way to see a promise's state without waiting for it.
      getPromiseDetails: () => [PENDING, undefined],
      getCallerLocation() {
        const [, caller] = framesAbove(CALLERS);
        return caller && [caller.getLineNumber(), caller.getColumnNumber(), caller.getFileName()];
      },
      isInsideNodeModules: () => false,
      previewEntries,
      getOwnNonIndexProperties(object: object, filter: number) {
        return Reflect.ownKeys(object).filter((name) => {
          if (typeof name === "symbol" ? filter & SKIP_SYMBOLS : isIndex(name)) return false;
          return !(filter & ONLY_ENUMERABLE) || Object.prototype.propertyIsEnumerable.call(object, name);
        });
      },
      getConstructorName(object: object) {
        for (let at: object | null = object; at; at = Object.getPrototypeOf(at) as object | null) {
          const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
          if (typeof made === "function" && made.name !== "") return made.name;
        }
        return "Object";
      },
      getCallSites,
      sleep() {},
      parseEnv,
      arrayBufferViewHasBuffer: () => true,
      markPromiseAsHandled: (promise: Promise<unknown>) => void promise.catch(() => {}),
      guessHandleType: (fd: number) => (fd <= LAST_STREAM ? HANDLE.file : HANDLE.invalid),
      getSharedArrayBufferGrowable: () => false,
      defineLazyProperties: defineLazyProperties(require),
    });
  },
};

function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1;
}

/** Entries of an iterator can't be seen without taking them from it. */
function previewEntries(object: object, isIterator?: boolean): unknown {
  let entries: unknown[] = [];
  let isKeyed = false;
  if (typeChecks["isMap"]?.(object)) {
    entries = [...(object as Map<unknown, unknown>)].flat(1);
    isKeyed = true;
  } else if (typeChecks["isSet"]?.(object)) entries = [...(object as Set<unknown>)];
  return isIterator ? [entries, isKeyed] : entries;
}

/** Frames to capture: enough for the caller of a caller, although some are this code's own and left out. */
const CALLERS = 8;

function getCallSites(count: number): unknown[] {
  // The first frame is that of the function which asks for call sites.
  return framesAbove(count + CALLERS)
    .slice(1, count + 1)
    .map((frame) => ({
      functionName: frame.getFunctionName() ?? "",
      scriptId: "0",
      scriptName: frame.getFileName() ?? "",
      lineNumber: frame.getLineNumber() ?? 0,
      columnNumber: frame.getColumnNumber() ?? 0,
      column: frame.getColumnNumber() ?? 0,
    }));
}

type Define = (target: object, id: string, keys: readonly string[], enumerable?: boolean) => void;

function defineLazyProperties(require: Require): Define {
  return (target, id, keys, enumerable = true) => {
    for (const key of keys) {
      const set = (value: unknown): void => {
        Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable });
      };
      const get = (): unknown => {
        const value = require<Record<string, unknown>>(id)[key];
        set(value);
        return value;
      };
      Object.defineProperty(get, "name", { value: key });
      Object.defineProperty(set, "name", { value: key });
      Object.defineProperty(target, key, { get, set, configurable: true, enumerable });
    }
  };
}
