const namespaces = new WeakSet<object>();

export function isNamespace(value: unknown): boolean {
  return typeof value === "object" && value !== null && namespaces.has(value);
}

/** An object with a getter for each export, in order of their names, that nobody can change. */
export function createNamespace(exports: ReadonlyMap<string, () => unknown>): object {
  const target: Record<string, unknown> = Object.create(null);
  for (const [name, get] of [...exports].sort(([a], [b]) => (a < b ? -1 : 1))) {
    Object.defineProperty(target, name, {
      get,
      set: (): never => {
        throw new TypeError(`Cannot assign to read only property '${name}' of object '[object Module]'`);
      },
      enumerable: true,
      configurable: false,
    });
  }
  Object.defineProperty(target, Symbol.toStringTag, { value: "Module" });
  Object.preventExtensions(target);
  namespaces.add(target);
  return target;
}
