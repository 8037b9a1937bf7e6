import { framesAbove } from "../stacks.ts";
import { functionOfText } from "./compile.ts";
import { moduleHooks } from "./hooks.ts";

/** Frames between the caller and the look at the stack: those of the trap, and what it is called through. */
const FRAMES = 8;

/** Packages write `new Function("name", "return import(name)")` to keep an `import()` from compilers. */
export function watchFunctionConstructor(): void {
  const Native = Function;
  const made = (texts: readonly unknown[]): unknown => functionOfText(texts, importOfCaller);
  const Watched = new Proxy(Native, {
    apply: (target, self, texts: unknown[]) => made(texts) ?? Reflect.apply(target, self, texts),
    construct: (target, texts: unknown[], newTarget) =>
      (made(texts) as object | undefined) ?? (Reflect.construct(target, texts, newTarget) as object),
  });
  Object.defineProperty(Native.prototype, "constructor", { value: Watched, configurable: true, writable: true });
  Object.defineProperty(globalThis, "Function", { value: Watched, configurable: true, writable: true });
}

function importOfCaller() {
  const file = framesAbove(FRAMES)
    .map((frame) => frame.getFileName())
    .find((name) => name !== null && /^(?:file:\/\/)?\//.test(name));
  moduleHooks.ready();
  return (specifier: unknown, options?: unknown) =>
    moduleHooks.importFromScript(moduleHooks.scriptSymbol, file ?? "[eval]", specifier, options);
}
