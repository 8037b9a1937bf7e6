interface Memory {
  readonly buffer: ArrayBuffer;
}

const { Memory: NativeMemory } = (globalThis as unknown as { WebAssembly: { Memory: new () => Memory } }).WebAssembly;
const bufferOf = getterOf<Memory, ArrayBuffer>(NativeMemory.prototype, "buffer");
const sizeOf = getterOf<ArrayBuffer, number>(ArrayBuffer.prototype, "byteLength");
let measured: Memory | undefined;

/** To be told of the interpreter's memory before any program runs. */
export function measureMemory(memory: unknown): void {
  if (!(memory instanceof NativeMemory)) throw new TypeError("the interpreter has no memory");
  measured = memory;
}

/** What the interpreter has as memory, whatever programs have made of the engine's own objects. */
export function memoryBytes(): number {
  return measured ? sizeOf(bufferOf(measured)) : 0;
}

function getterOf<Target, Value>(prototype: Target, name: keyof Target & string): (target: Target) => Value {
  const { get } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
  if (!get) throw new TypeError(`${name} has no getter`);
  const { call } = Function.prototype;
  return call.bind(get) as (target: Target) => Value;
}
