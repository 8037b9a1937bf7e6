export function asBytes(input: ArrayBufferView | ArrayBuffer): Uint8Array {
  // Not a subclass: what Buffer calls a slice is no copy.
  if (input instanceof Uint8Array && Object.getPrototypeOf(input) === Uint8Array.prototype) return input;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  return new Uint8Array(input);
}
