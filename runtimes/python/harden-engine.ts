import { fenceSizes } from "../engine/size-fences.ts";

function refuse(): never {
  throw new EvalError("JavaScript is not run from text here");
}
// So that `instanceof Function` still holds.
refuse.prototype = Function.prototype;

/**
 * To be called before anything of a guest runs. Python reaches the engine through `js`: it finds no memory that no limit
 * counts, and makes no code for it.
 */
export function hardenEngine(): void {
  removeUncountedMemory();
  refuseText();
  fenceSizes();
}

function removeUncountedMemory(): void {
  const { WebAssembly: engine } = globalThis as unknown as { WebAssembly: object };
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(engine))) {
    const { prototype } = Object(value) as { prototype?: object };
    if (prototype) Reflect.deleteProperty(prototype, "constructor");
  }
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics", "Intl", "read", "readbuffer", "load"])
    Reflect.deleteProperty(globalThis, name);
  for (const name of ["resize", "transfer", "transferToFixedLength"])
    Reflect.deleteProperty(ArrayBuffer.prototype, name);
}

function refuseText(): void {
  const define = (target: object, name: string, value: unknown): void => {
    Object.defineProperty(target, name, { value, configurable: false, writable: false });
  };
  const functions = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const example of functions) define(Object.getPrototypeOf(example) as object, "constructor", refuse);
  define(globalThis, "Function", refuse);
  define(globalThis, "eval", refuse);
}
