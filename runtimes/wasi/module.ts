/* What has to be known of a module before it is compiled. */

import { concat, leb, ModuleError, REFERENCE_TYPES, Reader, u32 } from "./binary.ts";

const MAGIC = 0x6d736100;
const VERSION = 1;
const HEADER_BYTES = 8;
export const PAGE_BYTES = 65_536;
/** In all tables of a module: V8 holds them outside of any limit, and clears them without looking up. */
const MAX_TABLE_ELEMENTS = 1_000_000;

/** The only type a function of a WASI program can have; structures and arrays would live in V8's own heap. */
const FUNCTION_TYPE = 0x60;
/** The first byte of an initialised table. */
const INITIALISED_TABLE = 0x40;

export const SECTION = { type: 1, import: 2, function: 3, table: 4, memory: 5, export: 7 } as const;
export const EXTERNAL_KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

export function isWasm(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_BYTES && u32(bytes, 0) === MAGIC && u32(bytes, 4) === VERSION;
}

/** What can't be seen from its exports once it is compiled, and a copy whose memory can't grow beyond a limit. */
export interface CheckedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly exports: ReadonlySet<string>;
}

/**
 * @param maxMemoryBytes what its memory may become at most
 * @throws ModuleError for what is malformed here, needs an imported or shared memory, or starts with too much
 */
export function checkModule(source: Uint8Array, maxMemoryBytes: number): CheckedModule {
  const maxPages = Math.floor(maxMemoryBytes / PAGE_BYTES);
  const parts: Uint8Array[] = [source.subarray(0, HEADER_BYTES)];
  const exports = new Set<string>();
  for (const { id, at, start, end } of sections(source)) {
    const reader = new Reader(source, start);
    if (id === SECTION.import) refuseMemoryImports(reader);
    if (id === SECTION.export) readExports(reader, exports);
    if (id === SECTION.type) refuseOtherTypes(reader);
    if (id === SECTION.memory || id === SECTION.table) {
      const section = id === SECTION.memory ? limitMemories(reader, maxPages) : limitTables(reader);
      parts.push(Uint8Array.of(id), leb(section.length), section);
    } else parts.push(source.subarray(at, end));
  }
  return { bytes: concat(parts), exports };
}

/** Where each section begins, with its header and without, and ends. @throws ModuleError for what is no module */
export function* sections(source: Uint8Array): Generator<{ id: number; at: number; start: number; end: number }> {
  if (!isWasm(source)) throw new ModuleError("not a WebAssembly module");
  for (let at = HEADER_BYTES; at < source.length; ) {
    const reader = new Reader(source, at);
    const id = reader.byte();
    const size = reader.leb();
    const start = reader.at;
    const end = start + size;
    if (end > source.length) throw new ModuleError("a section is cut off");
    yield { id, at, start, end };
    at = end;
  }
}

function refuseMemoryImports(reader: Reader): void {
  reader.list(() => {
    const name = `${reader.name()}.${reader.name()}`;
    switch (reader.byte()) {
      case EXTERNAL_KIND.function:
        reader.leb();
        break;
      case EXTERNAL_KIND.memory:
        throw new ModuleError(`it needs the import ${name}: a memory, as of a program with threads`);
      default:
        throw new ModuleError(`it needs the import ${name}, which is no function of wasi_snapshot_preview1`);
    }
  });
}

function readExports(reader: Reader, exports: Set<string>): void {
  reader.list(() => {
    const name = reader.name();
    const kind = reader.byte();
    reader.leb();
    if (kind === EXTERNAL_KIND.function || kind === EXTERNAL_KIND.memory) exports.add(name);
  });
}

function refuseOtherTypes(reader: Reader): void {
  reader.list(() => {
    if (reader.byte() !== FUNCTION_TYPE) throw new ModuleError("it has other types than functions");
    for (let list = 0; list < 2; list++) reader.list(() => reader.valueType());
  });
}

function limitTables(reader: Reader): Uint8Array {
  const count = reader.leb();
  const most = Math.floor(MAX_TABLE_ELEMENTS / Math.max(1, count));
  const parts: Uint8Array[] = [leb(count)];
  for (let i = 0; i < count; i++) {
    const type = reader.byte();
    if (type === INITIALISED_TABLE || REFERENCE_TYPES.has(type))
      throw new ModuleError("it has a table of another type");
    const { flags, min, max = Number.POSITIVE_INFINITY } = reader.limits();
    if (flags > 1) throw new ModuleError("a table of it is shared or of 64 bits");
    if (min > most)
      throw new ModuleError(`its tables have ${min * count} elements, the limit is ${MAX_TABLE_ELEMENTS}`);
    parts.push(Uint8Array.of(type, 1), leb(min), leb(Math.min(max, most)));
  }
  return concat(parts);
}

function limitMemories(reader: Reader, maxPages: number): Uint8Array {
  const count = reader.leb();
  const parts: Uint8Array[] = [leb(count)];
  for (let i = 0; i < count; i++) {
    const { flags, min, max = Number.POSITIVE_INFINITY } = reader.limits();
    if (flags > 1) throw new ModuleError("its memory is shared or of 64 bits");
    if (min * count > maxPages)
      throw new ModuleError(`its memory starts with ${min * PAGE_BYTES} bytes, the limit is ${maxPages * PAGE_BYTES}`);
    parts.push(Uint8Array.of(1), leb(min), leb(Math.min(max, Math.floor(maxPages / count))));
  }
  return concat(parts);
}
