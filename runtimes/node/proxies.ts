interface Details {
  readonly target: object;
  readonly handler: object;
}

/** Nothing but V8 can tell a proxy from its target, so it is noted when it is made. */
const known = new WeakMap<object, Details>();

export function isProxy(value: unknown): boolean {
  return (typeof value === "object" || typeof value === "function") && value !== null && known.has(value);
}

export function proxyDetails(value: unknown): Details | undefined {
  return isProxy(value) ? known.get(value as object) : undefined;
}

const NativeProxy = Proxy;

export function watchProxies(): void {
  const note = (proxy: object, target: object, handler: object): object => {
    known.set(proxy, { target, handler });
    return proxy;
  };
  function WatchedProxy(target: object, handler: object): object {
    if (!new.target) throw new TypeError("Constructor Proxy requires 'new'");
    return note(new NativeProxy(target, handler), target, handler);
  }
  Object.defineProperties(WatchedProxy, {
    name: { value: "Proxy" },
    length: { value: 2 },
    revocable: {
      value(target: object, handler: object) {
        const revocable = NativeProxy.revocable(target, handler);
        note(revocable.proxy, target, handler);
        return revocable;
      },
      configurable: true,
      writable: true,
    },
  });
  Reflect.deleteProperty(WatchedProxy, "prototype");
  Object.defineProperty(globalThis, "Proxy", { value: WatchedProxy, configurable: true, writable: true });
}
