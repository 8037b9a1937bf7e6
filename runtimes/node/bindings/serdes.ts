import { concat } from "../bytes.ts";
import { decode, encodeUtf8 } from "../utf8.ts";
import { textOfValue, valueOfText } from "../value-text.ts";
import type { Binding } from "./binding.ts";

const HEADER = [0xff, 0x0f];

/** Values as bytes and back: text, behind the header V8's format has. */
class Serializer {
  #parts: Uint8Array[] = [];
  _setTreatArrayBufferViewsAsHostObjects(): void {}
  transferArrayBuffer(): void {}
  writeHeader(): void {
    this.#parts.push(new Uint8Array(HEADER));
  }
  writeValue(value: unknown): boolean {
    this.#parts.push(
      encodeUtf8(
        textOfValue(value, (message) => {
          throw new Error(message);
        }),
      ),
    );
    return true;
  }
  writeUint32(value: number): void {
    this.#parts.push(new Uint8Array(new Uint32Array([value]).buffer));
  }
  writeDouble(value: number): void {
    this.#parts.push(new Uint8Array(new Float64Array([value]).buffer));
  }
  writeRawBytes(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice());
  }
  releaseBuffer(): unknown {
    const bytes = concat(this.#parts);
    this.#parts = [];
    return (globalThis as unknown as { Buffer: { from(bytes: Uint8Array): unknown } }).Buffer.from(bytes);
  }
}

class Deserializer {
  readonly buffer: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.buffer = bytes;
  }
  transferArrayBuffer(): void {}
  getWireFormatVersion(): number {
    return HEADER[1] ?? 0;
  }
  readHeader(): boolean {
    if (this.buffer[0] !== HEADER[0])
      throw new Error("Unable to deserialize cloned data due to invalid or unsupported version.");
    this.#at = HEADER.length;
    return true;
  }
  readValue(): unknown {
    const text = decode(this.buffer.subarray(this.#at));
    this.#at = this.buffer.length;
    return valueOfText(text);
  }
}

export const serdes = {
  serdes: (bare: Binding): void => {
    Object.assign(bare, { Serializer, Deserializer });
  },
};
