import { NODE_FACTS_GLOBAL } from "../abi/node.ts";

type Fact = { readonly value: unknown } | { readonly array: string; readonly length: number } | { readonly call: true };

export type LibraryModule = (...args: unknown[]) => unknown;

/** What the build found out about Node; see runtimes/build/node-library/describe-node.ts. */
interface NodeFacts {
  readonly library: Record<string, LibraryModule>;
  /** The modules, each with the line of the bundle it begins at. */
  readonly lines: readonly (readonly [string, number])[];
  readonly builtinIds: readonly string[];
  /** Ids of the library's modules that programs can't have. */
  readonly absent: readonly string[];
  readonly bindings: Readonly<Record<string, Readonly<Record<string, Fact>>>>;
  readonly privateSymbols: readonly string[];
  readonly symbols: readonly string[];
  readonly errors: readonly (readonly [number, readonly [string, string]])[];
  readonly optionValues: Readonly<Record<string, unknown>>;
  readonly optionTypes: readonly (readonly [string, number])[];
  readonly optionAliases: readonly (readonly [string, readonly string[]])[];
  readonly version: string;
  readonly versions: Readonly<Record<string, string>>;
}

const globals = globalThis as unknown as Record<string, unknown>;

export const nodeFacts = globals[NODE_FACTS_GLOBAL] as NodeFacts;
delete globals[NODE_FACTS_GLOBAL];

export function constant<Value>(binding: string, name: string): Value {
  const fact = nodeFacts.bindings[binding]?.[name];
  if (!fact || !("value" in fact)) throw new Error(`Node has no ${binding}.${name}`);
  return fact.value as Value;
}

const ARRAYS: Readonly<Record<string, new (length: number) => ArrayBufferView>> = {
  Uint8Array,
  Uint32Array,
  Int32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  Uint16Array,
};

/** A binding as Node has it, with functions that do nothing. */
export function bareBinding(name: string): Record<string, unknown> {
  const binding: Record<string, unknown> = {};
  for (const [key, fact] of Object.entries(nodeFacts.bindings[name] ?? {})) {
    if ("value" in fact) binding[key] = structured(fact.value);
    else if ("array" in fact) binding[key] = new (ARRAYS[fact.array] ?? Uint8Array)(fact.length);
    else binding[key] = namedFunction(key);
  }
  return binding;
}

// Kept from before programs run, which may replace it: bindings are made when they are first asked for.
const { parse, stringify } = JSON;

function structured(value: unknown): unknown {
  return typeof value === "object" && value !== null ? parse(stringify(value)) : value;
}

/** A function that can also be a class. */
function namedFunction(name: string): unknown {
  const nothing = function (this: unknown): void {};
  Object.defineProperty(nothing, "name", { value: name });
  return nothing;
}
