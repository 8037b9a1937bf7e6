import { nodeFacts } from "./node-facts.ts";

const named = (names: readonly string[]): Record<string, symbol> =>
  Object.fromEntries(names.map((name) => [name, Symbol(name)]));

/** Symbols that in Node only its own code can see. */
export const privateSymbols = named(nodeFacts.privateSymbols);
export const perIsolateSymbols = named(nodeFacts.symbols);

/** What is set under a private symbol must not show on the object: it is kept beside it. */
export function installPrivateSymbols(): void {
  for (const symbol of Object.values(privateSymbols)) {
    const values = new WeakMap<object, unknown>();
    Object.defineProperty(Object.prototype, symbol, {
      configurable: false,
      enumerable: false,
      get(this: object) {
        return typeof this === "object" || typeof this === "function" ? values.get(this) : undefined;
      },
      set(this: object, value: unknown) {
        values.set(this, value);
      },
    });
  }
}
