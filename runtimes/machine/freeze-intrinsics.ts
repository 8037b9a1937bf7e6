/*
 * A machine serves one slot after the other, so nothing that one call does may reach the next through the language's own
 * objects. Guest text is never JavaScript here; freezing holds also if a program of ours were tricked into writing to an
 * object that it should not have had, such as a prototype.
 *
 * It is done in two steps, since freezing all takes as long as making the isolate: nearly everything is frozen in the
 * startup snapshot. V8 adds to some of its own objects when it makes a context of a snapshot, and aborts if it can't:
 * those are frozen in each context.
 */

/**
 * An object that inherits from a frozen prototype could not be assigned what that has, as libraries do with their classes
 * and errors. Only these can be: an accessor in the place of the `constructor` of arrays or promises, say, makes V8 give up
 * what makes them fast.
 */
const SHADOWED_OF_OBJECTS: readonly PropertyKey[] = ["constructor", "toString", "valueOf"];
const SHADOWED_OF_ERRORS: readonly PropertyKey[] = ["constructor", "name", "message", "cause", "toString"];

/**
 * Freezes all that the global object leads to, but for what V8 may still add to.
 * @returns what is left for {@link freezeUnfinished}
 */
export function freezeForSnapshot(): ReadonlySet<object> {
  const unfinished = new Set<object>([globalThis]);
  for (const name of Reflect.ownKeys(globalThis)) {
    const value: unknown = Reflect.get(globalThis, name);
    if (!isObject(value)) continue;
    const prototype: unknown = Reflect.get(value, "prototype");
    for (const own of [value, prototype]) {
      if (!isObject(own)) continue;
      unfinished.add(own);
      const parent = Object.getPrototypeOf(own);
      if (isObject(parent)) unfinished.add(parent);
    }
  }
  freezeReachable(unfinished, unfinished);
  return unfinished;
}

/** Freezes the rest, and whatever the host has put there since. */
export function freezeUnfinished(unfinished: ReadonlySet<object>): void {
  freezeReachable(unfinished, new Set());
}

/** Freezes what can be reached through properties, accessors and prototypes; what is frozen already is not looked into. */
function freezeReachable(roots: Iterable<object>, exceptions: ReadonlySet<unknown>): void {
  const seen = new Set<object>(roots);
  // A set that grows while it is gone through is gone through to its end.
  for (const object of seen) {
    for (const value of reachableFrom(object)) if (isObject(value) && !Object.isFrozen(value)) seen.add(value);
  }
  for (const object of seen) if (!exceptions.has(object) && !ArrayBuffer.isView(object)) freeze(object);
}

function* reachableFrom(object: object): Generator<unknown> {
  yield Object.getPrototypeOf(object);
  for (const name of Reflect.ownKeys(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    yield descriptor?.value;
    yield descriptor?.get;
    yield descriptor?.set;
  }
}

function freeze(object: object): void {
  for (const name of shadowedOf(object)) letBeShadowed(object, name);
  Object.freeze(object);
}

function shadowedOf(object: object): readonly PropertyKey[] {
  if (object === Object.prototype) return SHADOWED_OF_OBJECTS;
  return object === Error.prototype || object instanceof Error ? SHADOWED_OF_ERRORS : [];
}

/** Makes a property of a prototype an accessor, by which objects that inherit it get one of their own when assigned to. */
function letBeShadowed(prototype: object, name: PropertyKey): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (!descriptor?.configurable || !("value" in descriptor)) return;
  const { value, enumerable = false } = descriptor;
  // Methods, unlike functions, have no prototype that would have to be frozen, too.
  const accessor = {
    get: () => value,
    set(this: unknown, own: unknown): void {
      if (!isObject(this) || this === prototype) throw new TypeError(`${String(name)} is read-only`);
      Object.defineProperty(this, name, { value: own, writable: true, enumerable: true, configurable: true });
    },
  };
  Object.freeze(accessor.get);
  Object.freeze(accessor.set);
  Object.defineProperty(prototype, name, { ...accessor, enumerable, configurable: false });
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
