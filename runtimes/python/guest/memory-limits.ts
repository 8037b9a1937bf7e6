type MemoryLimits = { initial: number; maximum?: number };

const PAGE_BYTES = 65_536;

const globals = globalThis as unknown as {
  WebAssembly: { Memory: new (limits: MemoryLimits) => object };
};

/** From now on a memory grows to so many bytes at most, whatever its program would like. */
export function limitMemories(maxBytes: number): void {
  const { Memory } = globals.WebAssembly;
  const maxPages = Math.floor(maxBytes / PAGE_BYTES);
  globals.WebAssembly.Memory = class extends Memory {
    constructor({ initial, maximum = maxPages, ...rest }: MemoryLimits) {
      super({ initial, maximum: Math.min(maximum, maxPages), ...rest });
    }
  };
}

/** Memory that no limit counts is out of reach before anything of a guest runs. */
export function removeUncountedMemory(): void {
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(globals.WebAssembly))) {
    const { prototype } = Object(value) as { prototype?: object };
    if (prototype) Reflect.deleteProperty(prototype, "constructor");
  }
  Reflect.deleteProperty(Object.getPrototypeOf(globals.WebAssembly.Memory).prototype as object, "constructor");
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics", "read", "readbuffer", "load"])
    Reflect.deleteProperty(globals, name);
  for (const name of ["resize", "transfer", "transferToFixedLength"])
    Reflect.deleteProperty(ArrayBuffer.prototype, name);
}
