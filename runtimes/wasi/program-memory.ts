import { decodeUtf8 } from "../web/encoding.ts";
import type { WasmMemory } from "./web-assembly.ts";

/** Paths are mostly short and plain, and then decoded in a simple loop. */
const SHORT_BYTES = 256;

/**
 * The memory of the program that runs, as the functions it calls see it. A pointer comes as a signed number, and one
 * beyond the memory ends in a RangeError.
 */
export class ProgramMemory {
  #memory: WasmMemory | undefined;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** Takes the memory of the next program; or of none, so that the last program's can be collected. */
  attach(memory: WasmMemory | undefined): void {
    this.#memory = memory;
    this.#bytes = memory ? new Uint8Array(memory.buffer) : new Uint8Array(0);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Of the program's memory as it is now. */
  get byteLength(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /** To be called first by whoever touches it: growing it makes the old views useless. */
  refresh(): void {
    if (!this.#memory) throw new Error("a start function of the module called the host, which has no memory of it yet");
    if (this.#memory.buffer !== this.#bytes.buffer) this.attach(this.#memory);
  }

  part(pointer: number, length: number): Uint8Array {
    const at = pointer >>> 0;
    const end = at + (length >>> 0);
    if (end > this.#bytes.length) throw new RangeError("out of bounds");
    return this.#bytes.subarray(at, end);
  }

  /** @throws TypeError for what is not UTF-8 */
  text(pointer: number, length: number): string {
    const part = this.part(pointer, length);
    return (part.length <= SHORT_BYTES ? plainText(part) : undefined) ?? decodeUtf8(part, "throw");
  }

  /** Up to the next NUL. @throws TypeError for what is not UTF-8 */
  terminatedText(pointer: number): string {
    return this.text(pointer, this.#lengthAt(pointer));
  }

  /** Likewise, one character a byte. */
  terminatedBytes(pointer: number): string {
    return Array.from(this.part(pointer, this.#lengthAt(pointer)), (byte) => String.fromCharCode(byte)).join("");
  }

  #lengthAt(pointer: number): number {
    const at = pointer >>> 0;
    const end = this.#bytes.indexOf(0, at);
    if (end < 0) throw new RangeError("out of bounds");
    return end - at;
  }

  put(source: Uint8Array, pointer: number): void {
    this.#bytes.set(source, pointer >>> 0);
  }

  clear(pointer: number, length: number): void {
    this.part(pointer, length).fill(0);
  }

  u8(pointer: number): number {
    return this.#view.getUint8(pointer >>> 0);
  }
  u16(pointer: number): number {
    return this.#view.getUint16(pointer >>> 0, true);
  }
  u32(pointer: number): number {
    return this.#view.getUint32(pointer >>> 0, true);
  }
  u64(pointer: number): bigint {
    return this.#view.getBigUint64(pointer >>> 0, true);
  }
  setU8(pointer: number, value: number): void {
    this.#view.setUint8(pointer >>> 0, value);
  }
  setU16(pointer: number, value: number): void {
    this.#view.setUint16(pointer >>> 0, value, true);
  }
  setU32(pointer: number, value: number): void {
    this.#view.setUint32(pointer >>> 0, value, true);
  }
  setU64(pointer: number, value: bigint): void {
    this.#view.setBigUint64(pointer >>> 0, BigInt.asUintN(64, value), true);
  }
}

function plainText(bytes: Uint8Array): string | undefined {
  let text = "";
  for (const byte of bytes) {
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
