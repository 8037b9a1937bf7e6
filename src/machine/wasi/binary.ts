/* Numbers, names and lists of the WebAssembly binary format. */

/** A module that can't be run, and why. */
export class ModuleError extends Error {
  override readonly name = "ModuleError";
}

/** Value types that are followed by the type they refer to. */
export const REFERENCE_TYPES: ReadonlySet<number> = new Set([0x63, 0x64]);

export class Reader {
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

  name(maxBytes: number): string {
    const length = this.leb();
    if (length > maxBytes) throw new ModuleError("a name is too long");
    const bytes = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return Buffer.from(bytes).toString("utf8");
  }

  list(count: number, readItem: () => void): void {
    for (let i = 0; i < count; i++) readItem();
  }

  /** The first byte of a value's type; a type it refers to is passed over. */
  valueType(): number {
    const type = this.byte();
    if (REFERENCE_TYPES.has(type)) this.leb();
    return type;
  }

  /** Flags, minimum and maximum of a memory or table. */
  limits(): { flags: number; min: number; max: number | undefined } {
    const flags = this.byte();
    const min = this.leb();
    return { flags, min, max: flags & 1 ? this.leb() : undefined };
  }
}

export function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

export function leb(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
