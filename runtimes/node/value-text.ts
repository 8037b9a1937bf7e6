import { typeChecks } from "./bindings/types.ts";
import { asBytes } from "./bytes.ts";
import { CODECS } from "./codecs.ts";
import { ERRORS } from "./structured-clone.ts";

/* Values as text and back, for v8.serialize: what structured cloning can copy, with what is referred to more than once. */

type Cell =
  | readonly ["undefined"]
  | readonly ["number" | "bigint" | "date", string]
  | readonly ["plain", string | boolean | number | null]
  | readonly ["regexp", source: string, flags: string]
  | readonly ["array", length: number, entries: readonly (readonly [string, number])[]]
  | readonly ["object", entries: readonly (readonly [string, number])[]]
  | readonly ["map", entries: readonly (readonly [number, number])[]]
  | readonly ["set", items: readonly number[]]
  | readonly ["error", name: string, message: string, stack: string | undefined, cause: number | undefined]
  | readonly ["bytes", type: string, base64: string];

const is = (name: string, value: unknown): boolean => typeChecks[name]?.(value) === true;

/** @param refuse called for what can't be copied */
export function textOfValue(value: unknown, refuse: (message: string) => never): string {
  const cells: Cell[] = [];
  const known = new Map<unknown, number>();
  const add = (item: unknown): number => {
    const before = known.get(item);
    if (before !== undefined) return before;
    const index = cells.push(["undefined"]) - 1;
    if (typeof item === "object" && item !== null) known.set(item, index);
    cells[index] = cellOf(item);
    return index;
  };
  const entriesOf = (item: object) =>
    Object.keys(item).map((key) => [key, add((item as Record<string, unknown>)[key])] as const);
  const cellOf = (item: unknown): Cell => {
    if (item === undefined) return ["undefined"];
    if (typeof item === "bigint") return ["bigint", String(item)];
    if (typeof item === "number" && (!Number.isFinite(item) || Object.is(item, -0)))
      return ["number", Object.is(item, -0) ? "-0" : String(item)];
    if (typeof item === "symbol" || typeof item === "function") return refuse(`${String(item)} could not be cloned.`);
    if (typeof item !== "object" || item === null) return ["plain", item as string];
    if (Array.isArray(item)) return ["array", item.length, entriesOf(item)];
    if (is("isDate", item)) return ["date", String((item as Date).getTime())];
    if (is("isRegExp", item)) return ["regexp", (item as RegExp).source, (item as RegExp).flags];
    if (is("isMap", item))
      return ["map", [...(item as Map<unknown, unknown>)].map(([k, v]) => [add(k), add(v)] as const)];
    if (is("isSet", item)) return ["set", [...(item as Set<unknown>)].map(add)];
    if (is("isArrayBuffer", item) || ArrayBuffer.isView(item))
      return ["bytes", item.constructor.name, CODECS.base64.decode(asBytes(item as ArrayBuffer))];
    if (is("isNativeError", item)) {
      const { name, message, stack, cause } = item as Error;
      return ["error", name, message, stack, Object.hasOwn(item, "cause") ? add(cause) : undefined];
    }
    if (is("isPromise", item) || is("isWeakMap", item) || is("isWeakSet", item))
      return refuse(`#<${item.constructor.name}> could not be cloned.`);
    return ["object", entriesOf(item)];
  };
  add(value);
  return JSON.stringify(cells);
}

export function valueOfText(text: string): unknown {
  const cells = JSON.parse(text) as readonly Cell[];
  const made = new Map<number, unknown>();
  const at = (index: number): unknown => {
    if (made.has(index)) return made.get(index);
    const cell = cells[index];
    if (!cell) throw new Error("Unable to deserialize cloned data.");
    const keep = <Value>(value: Value): Value => {
      made.set(index, value);
      return value;
    };
    const filled = <Target extends object>(target: Target, entries: readonly (readonly [string, number])[]): Target => {
      for (const [key, item] of entries)
        Object.defineProperty(target, key, { value: at(item), enumerable: true, configurable: true, writable: true });
      return target;
    };
    switch (cell[0]) {
      case "undefined":
        return undefined;
      case "plain":
        return cell[1];
      case "bigint":
        return BigInt(cell[1]);
      case "number":
        return Number(cell[1]);
      case "date":
        return keep(new Date(Number(cell[1])));
      case "regexp":
        return keep(new RegExp(cell[1], cell[2]));
      case "array":
        return filled(keep(new Array<unknown>(cell[1])), cell[2]);
      case "object":
        return filled(keep({}), cell[1]);
      case "map": {
        const map = keep(new Map<unknown, unknown>());
        for (const [key, value] of cell[1]) map.set(at(key), at(value));
        return map;
      }
      case "set": {
        const set = keep(new Set<unknown>());
        for (const item of cell[1]) set.add(at(item));
        return set;
      }
      case "error": {
        const [, name, message, stack, cause] = cell;
        const error = keep(new (ERRORS[name] ?? Error)(message));
        Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
        if (cause !== undefined)
          Object.defineProperty(error, "cause", { value: at(cause), configurable: true, writable: true });
        return error;
      }
      case "bytes":
        return keep(view(cell[1], CODECS.base64.encode(cell[2])));
    }
  };
  return at(0);
}

function view(type: string, bytes: Uint8Array): unknown {
  const buffer = bytes.slice().buffer;
  if (type === "ArrayBuffer") return buffer;
  const constructors = globalThis as unknown as Record<string, new (buffer: ArrayBufferLike) => unknown>;
  if (type === "Buffer" || type === "FastBuffer")
    return (globalThis as unknown as { Buffer: { from(buffer: ArrayBufferLike): unknown } }).Buffer.from(buffer);
  const Type =
    /^(?:Uint8|Uint8Clamped|Int8|Uint16|Int16|Uint32|Int32|Float16|Float32|Float64|BigInt64|BigUint64)Array$/;
  const Made = Type.test(type) || type === "DataView" ? constructors[type] : undefined;
  return Made ? new Made(buffer) : new Uint8Array(buffer);
}
