/** Memory that no limit counts is out of reach before anything of a guest runs. */
export function removeUncountedMemory(): void {
  const { WebAssembly: engine } = globalThis as unknown as { WebAssembly: object };
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(engine))) {
    const { prototype } = Object(value) as { prototype?: object };
    if (prototype) Reflect.deleteProperty(prototype, "constructor");
  }
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics", "read", "readbuffer", "load"])
    Reflect.deleteProperty(globalThis, name);
  for (const name of ["resize", "transfer", "transferToFixedLength"])
    Reflect.deleteProperty(ArrayBuffer.prototype, name);
}
