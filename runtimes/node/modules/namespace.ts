const namespaces = new WeakSet<object>();

export function isNamespace(value: unknown): boolean {
  return typeof value === "object" && value !== null && namespaces.has(value);
}

/** Before programs get one that notes which objects it made. */
const NativeProxy = Proxy;

/** An object that shows what a module exports, in order of the names, as it is now, and that nobody can change. */
export function createNamespace(exports: ReadonlyMap<string, () => unknown>): object {
  const target: Record<string | symbol, unknown> = Object.create(null);
  for (const name of [...exports.keys()].sort())
    Object.defineProperty(target, name, { value: undefined, writable: true, enumerable: true, configurable: false });
  Object.defineProperty(target, Symbol.toStringTag, { value: "Module" });
  Object.preventExtensions(target);
  const namespace = new NativeProxy(target, {
    get: (_, name) => (typeof name === "string" ? exports.get(name)?.() : target[name]),
    getOwnPropertyDescriptor(_, name) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
      if (descriptor && typeof name === "string") descriptor.value = exports.get(name)?.();
      return descriptor;
    },
    set(_, name) {
      const what = Object.hasOwn(target, name) ? "assign to read only" : "add";
      throw new TypeError(
        what === "add"
          ? `Cannot add property ${String(name)}, object is not extensible`
          : `Cannot ${what} property '${String(name)}' of object '[object Module]'`,
      );
    },
    defineProperty: () => false,
    deleteProperty(_, name) {
      if (!Object.hasOwn(target, name)) return true;
      throw new TypeError(`Cannot delete property '${String(name)}' of [object Module]`);
    },
  });
  namespaces.add(namespace);
  return namespace;
}
