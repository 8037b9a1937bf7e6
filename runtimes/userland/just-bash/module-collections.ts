/*
 * just-bash keeps what it has compiled (patterns, sizes of texts) in collections of its modules, where it would stay for the
 * next slot's call. While its modules are evaluated, the collections that they make are noted; those that were empty then
 * are emptied after each call. Import this before them.
 */

type Collection = Map<unknown, unknown> | Set<unknown>;

const [OriginalMap, OriginalSet] = [Map, Set];
const made: Collection[] = [];

function noting<T extends new (...args: never[]) => Collection>(original: T): T {
  return new Proxy(original, {
    construct(target, args, newTarget) {
      const collection: Collection = Reflect.construct(target, args, newTarget);
      made.push(collection);
      return collection;
    },
  });
}

globalThis.Map = noting(OriginalMap);
globalThis.Set = noting(OriginalSet);

/** To be called when the modules have been evaluated. @returns what empties their collections */
export function endNoting(): () => void {
  globalThis.Map = OriginalMap;
  globalThis.Set = OriginalSet;
  const caches = made.splice(0).filter(({ size }) => size === 0);
  return () => {
    for (const cache of caches) cache.clear();
  };
}
