/* What has to be known of a module before it is compiled, in one pass over its sections. */

import { PREVIEW1_FUNCTIONS, PREVIEW1_MODULE } from "../../../runtimes/abi/preview1-names.ts";
import type { NumberType } from "../../../runtimes/abi/wasi.ts";
import { concat, leb, ModuleError, REFERENCE_TYPES, Reader, u32 } from "./binary.ts";
import { MODULE_LIMITS } from "./module-limits.ts";

const MAGIC = 0x6d736100;
const VERSION = 1;
const HEADER_BYTES = 8;
const PAGE_BYTES = 65_536;
const SECTION = { type: 1, import: 2, function: 3, table: 4, memory: 5, export: 7, code: 10 } as const;
const EXTERNAL_KIND = { function: 0, memory: 2 } as const;
/** The only type a function of a WASI program can have; structures and arrays would live in V8's own heap. */
const FUNCTION_TYPE = 0x60;
/** The first byte of an initialised table. */
const INITIALISED_TABLE = 0x40;
const MAX_NAMED = 3;

const NUMBER_TYPE_BY_CODE: Readonly<Record<number, NumberType>> = { 127: "i32", 126: "i64", 125: "f32", 124: "f64" };

interface Signature {
  readonly params: readonly NumberType[];
  readonly results: readonly NumberType[];
}

/** A function that a module exports, and what it takes and gives. */
export interface ExportedFunction extends Signature {
  readonly name: string;
}

export interface CheckedModule {
  /** A copy whose memory and tables can't grow beyond the limits. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly exportsMemory: boolean;
  /** The functions it exports that take and give nothing but numbers. */
  readonly functions: ReadonlyMap<string, ExportedFunction>;
  /** Its function types, each as the bytes that declare it. */
  readonly types: readonly string[];
}

export function isWasm(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_BYTES && u32(bytes, 0) === MAGIC && u32(bytes, 4) === VERSION;
}

/**
 * @param maxMemoryBytes what its memory may become at most
 * @throws ModuleError for what is malformed here, beyond {@link MODULE_LIMITS}, or needs more than preview 1 offers
 */
export function checkModule(source: Uint8Array, maxMemoryBytes: number): CheckedModule {
  if (!isWasm(source)) throw new ModuleError("not a WebAssembly module");
  atMost("bytes", source.length);
  const check = new ModuleCheck(source, Math.floor(maxMemoryBytes / PAGE_BYTES));
  const bytes = replaceSections(source, (id, reader) => check.section(id, reader));
  const { exportsMemory, functions, types } = check;
  return { bytes, exportsMemory, functions, types };
}

/** A copy of a module that is trusted, whose memory can't grow beyond a limit. */
export function withMemoryLimit(source: Uint8Array, maxMemoryBytes: number): Uint8Array<ArrayBuffer> {
  const maxPages = Math.floor(maxMemoryBytes / PAGE_BYTES);
  return replaceSections(source, (id, reader) => (id === SECTION.memory ? limitMemory(reader, maxPages) : undefined));
}

function replaceSections(
  source: Uint8Array,
  replacement: (id: number, reader: Reader) => Uint8Array | undefined,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [source.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < source.length; ) {
    const reader = new Reader(source, at);
    const id = reader.byte();
    const size = reader.leb();
    const end = reader.at + size;
    if (end > source.length) throw new ModuleError("a section is cut off");
    const replaced = replacement(id, reader);
    if (replaced) parts.push(Uint8Array.of(id), leb(replaced.length), replaced);
    else parts.push(source.subarray(at, end));
    at = end;
  }
  return concat(parts);
}

function atMost(limit: keyof typeof MODULE_LIMITS, value: number): number {
  if (value <= MODULE_LIMITS[limit]) return value;
  throw new ModuleError(`it has ${value} ${limit}, the limit is ${MODULE_LIMITS[limit]}`);
}

class ModuleCheck {
  exportsMemory = false;
  readonly functions = new Map<string, ExportedFunction>();
  readonly types: string[] = [];
  readonly #source: Uint8Array;
  readonly #maxPages: number;
  /** By the index of a type: what a function of it takes and gives; nothing where that is not only numbers. */
  readonly #signatures: (Signature | undefined)[] = [];
  /** The type of each function, imported ones first. */
  readonly #typeOf: number[] = [];

  constructor(source: Uint8Array, maxPages: number) {
    this.#source = source;
    this.#maxPages = maxPages;
  }

  /** @returns what it is to be replaced by, if it is */
  section(id: number, reader: Reader): Uint8Array | undefined {
    switch (id) {
      case SECTION.type:
        this.#readTypes(reader);
        return undefined;
      case SECTION.import:
        this.#readImports(reader);
        return undefined;
      case SECTION.function:
        reader.list(atMost("functions", reader.leb()), () => this.#typeOf.push(reader.leb()));
        return undefined;
      case SECTION.export:
        this.#readExports(reader);
        return undefined;
      case SECTION.code:
        this.#checkFunctions(reader);
        return undefined;
      case SECTION.table:
        return limitTables(reader);
      case SECTION.memory:
        return limitMemory(reader, this.#maxPages);
      default:
        return undefined;
    }
  }

  #readTypes(reader: Reader): void {
    reader.list(atMost("types", reader.leb()), () => {
      const from = reader.at;
      if (reader.byte() !== FUNCTION_TYPE) throw new ModuleError("it has other types than functions");
      const [params, results] = [readValueTypes(reader), readValueTypes(reader)];
      this.#signatures.push(params && results && { params, results });
      this.types.push(Buffer.from(this.#source.subarray(from, reader.at)).toString("latin1"));
    });
  }

  #readImports(reader: Reader): void {
    const foreign: string[] = [];
    reader.list(atMost("imports", reader.leb()), () => {
      const [module, name] = [reader.name(MODULE_LIMITS.nameBytes), reader.name(MODULE_LIMITS.nameBytes)];
      const isFunction = reader.byte() === EXTERNAL_KIND.function;
      if (!isFunction || module !== PREVIEW1_MODULE || !NAMES.has(name)) foreign.push(`${module}.${name}`);
      // What follows depends on the kind; what is no function is refused anyway.
      if (!isFunction) throw foreignImports(foreign);
      this.#typeOf.push(reader.leb());
    });
    if (foreign.length > 0) throw foreignImports(foreign);
  }

  #readExports(reader: Reader): void {
    reader.list(atMost("exports", reader.leb()), () => {
      const name = reader.name(MODULE_LIMITS.nameBytes);
      const kind = reader.byte();
      const index = reader.leb();
      const signature = this.#signatures[this.#typeOf[index] ?? -1];
      if (kind === EXTERNAL_KIND.function && signature) this.functions.set(name, { name, ...signature });
      if (kind === EXTERNAL_KIND.memory && name === "memory") this.exportsMemory = true;
    });
  }

  #checkFunctions(reader: Reader): void {
    reader.list(atMost("functions", reader.leb()), () => {
      const size = atMost("functionBytes", reader.leb());
      const from = reader.at;
      let locals = 0;
      reader.list(atMost("functionLocals", reader.leb()), () => {
        locals = atMost("functionLocals", locals + reader.leb());
        reader.valueType();
      });
      atMost("functionLocalsTimesBytes", locals * size);
      reader.at = from + size;
    });
  }
}

const NAMES: ReadonlySet<string> = new Set(PREVIEW1_FUNCTIONS);

function foreignImports(names: readonly string[]): ModuleError {
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
  const list = names.slice(0, MAX_NAMED).map((name) => name.slice(0, 100));
  return new ModuleError(`it needs the import ${list.join(", ")}${more}, which is no function of ${PREVIEW1_MODULE}`);
}

function readValueTypes(reader: Reader): NumberType[] | undefined {
  const types: (NumberType | undefined)[] = [];
  reader.list(reader.leb(), () => types.push(NUMBER_TYPE_BY_CODE[reader.valueType()]));
  return types.every((type) => type !== undefined) ? types : undefined;
}

function limitTables(reader: Reader): Uint8Array {
  const count = atMost("tables", reader.leb());
  const most = Math.floor(MODULE_LIMITS.tableElements / Math.max(1, count));
  const parts: Uint8Array[] = [leb(count)];
  reader.list(count, () => {
    const type = reader.byte();
    if (type === INITIALISED_TABLE || REFERENCE_TYPES.has(type))
      throw new ModuleError("it has a table of another type");
    const { flags, min, max = Number.POSITIVE_INFINITY } = reader.limits();
    if (flags > 1) throw new ModuleError("a table of it is shared or of 64 bits");
    if (min > most) atMost("tableElements", min * count);
    parts.push(Uint8Array.of(type, 1), leb(min), leb(Math.min(max, most)));
  });
  return concat(parts);
}

function limitMemory(reader: Reader, maxPages: number): Uint8Array {
  const count = atMost("memories", reader.leb());
  const parts: Uint8Array[] = [leb(count)];
  reader.list(count, () => {
    const { flags, min, max = Number.POSITIVE_INFINITY } = reader.limits();
    if (flags > 1) throw new ModuleError("its memory is shared or of 64 bits");
    if (min > maxPages)
      throw new ModuleError(`its memory starts with ${min * PAGE_BYTES} bytes, the limit is ${maxPages * PAGE_BYTES}`);
    parts.push(Uint8Array.of(1), leb(min), leb(Math.min(max, maxPages)));
  });
  return concat(parts);
}
