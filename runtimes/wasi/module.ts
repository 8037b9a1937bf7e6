/* The little of the WebAssembly binary format that has to be known before a module is compiled. */

const MAGIC = 0x6d736100;
const VERSION = 1;
const TYPE_SECTION = 1;
const IMPORT_SECTION = 2;
const TABLE_SECTION = 4;
const MEMORY_SECTION = 5;
const EXPORT_SECTION = 7;
export const PAGE_BYTES = 65_536;
/** In all tables of a module: V8 holds them outside of any limit, and clears them without looking up. */
const MAX_TABLE_ELEMENTS = 1_000_000;

/** The only type a function of a WASI program can have; structures and arrays would live in V8's own heap. */
const FUNCTION_TYPE = 0x60;
/** Value types that are followed by the type they refer to, and the first byte of an initialised table. */
const REFERENCE_TYPES: ReadonlySet<number> = new Set([0x63, 0x64]);
const INITIALISED_TABLE = 0x40;

const EXTERNAL_KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

export class ModuleError extends Error {
  override readonly name = "ModuleError";
}

export function isWasm(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && u32(bytes, 0) === MAGIC && u32(bytes, 4) === VERSION;
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
  if (!isWasm(source)) throw new ModuleError("not a WebAssembly module");
  const maxPages = Math.floor(maxMemoryBytes / PAGE_BYTES);
  const parts: Uint8Array[] = [source.subarray(0, 8)];
  const exports = new Set<string>();
  for (let at = 8; at < source.length; ) {
    const reader = new Reader(source, at);
    const id = reader.byte();
    const size = reader.leb();
    const start = reader.at;
    const end = start + size;
    if (end > source.length) throw new ModuleError("a section is cut off");
    if (id === IMPORT_SECTION) refuseMemoryImports(new Reader(source, start));
    if (id === EXPORT_SECTION) readExports(new Reader(source, start), exports);
    if (id === TYPE_SECTION) refuseOtherTypes(new Reader(source, start));
    if (id === MEMORY_SECTION || id === TABLE_SECTION) {
      const reader = new Reader(source, start);
      const section = id === MEMORY_SECTION ? limitMemories(reader, maxPages) : limitTables(reader);
      parts.push(Uint8Array.of(id), leb(section.length), section);
    } else parts.push(source.subarray(at, end));
    at = end;
  }
  return { bytes: concat(parts), exports };
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new ModuleError("it is cut off");
    return byte;
  }

  leb(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ModuleError("a number is too long");
  }

  name(): string {
    const length = this.leb();
    const bytes = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return Buffer.from(bytes).toString("utf8");
  }

  /** Flags, minimum and maximum of a memory or table. */
  limits(): { flags: number; min: number; max: number | undefined } {
    const flags = this.byte();
    const min = this.leb();
    return { flags, min, max: flags & 1 ? this.leb() : undefined };
  }
}

function refuseMemoryImports(reader: Reader): void {
  const count = reader.leb();
  for (let i = 0; i < count; i++) {
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
  }
}

function readExports(reader: Reader, exports: Set<string>): void {
  const count = reader.leb();
  for (let i = 0; i < count; i++) {
    const name = reader.name();
    const kind = reader.byte();
    reader.leb();
    if (kind === EXTERNAL_KIND.function || kind === EXTERNAL_KIND.memory) exports.add(name);
  }
}

function refuseOtherTypes(reader: Reader): void {
  const count = reader.leb();
  for (let i = 0; i < count; i++) {
    if (reader.byte() !== FUNCTION_TYPE) throw new ModuleError("it has other types than functions");
    for (let list = 0; list < 2; list++) {
      const values = reader.leb();
      for (let k = 0; k < values; k++) if (REFERENCE_TYPES.has(reader.byte())) reader.leb();
    }
  }
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

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

function leb(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
