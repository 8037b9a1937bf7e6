/** Takes from programs what gives memory that the isolate's limit doesn't count, or needs threads. */
export function hardenGlobals(): void {
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics"]) Reflect.deleteProperty(globalThis, name);
  const NativeArrayBuffer = ArrayBuffer;
  const prototype = NativeArrayBuffer.prototype as object;
  for (const name of ["resize", "transfer", "transferToFixedLength"]) Reflect.deleteProperty(prototype, name);
  // The second argument could ask for a buffer that grows later.
  const Fixed = new Proxy(NativeArrayBuffer, {
    construct: (target, [length], newTarget) => Reflect.construct(target, [length], newTarget) as object,
  });
  Object.defineProperty(prototype, "constructor", { value: Fixed, configurable: true, writable: true });
  Object.defineProperty(globalThis, "ArrayBuffer", { value: Fixed, configurable: true, writable: true });
}
