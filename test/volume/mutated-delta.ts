import fc from "fast-check";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { Delta } from "../../src/volume/delta.ts";

type Path = (string | number)[];
/** Which part of a delta is replaced, and by what. */
export type Mutation = readonly [at: number, replacement: unknown];

const replacements = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, "", "a", "..", 0, 1, 2, 3, 4, 5, 6, 7, -1, 1.5, Number.NaN, 1e6, [], {}),
  fc.constantFrom<unknown>(S_IFREG | 0o600, S_IFDIR | 0o700, S_IFLNK | 0o777, new Uint8Array(5), new Uint8Array(500)),
  fc.nat(30),
  fc.constantFrom<unknown>(["a"], ["a", "b", "usr"], [["a", 5]], [["b", 6]], [["usr", 7]]),
);

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(fc.tuple(fc.nat(), replacements), {
  minLength: 1,
  maxLength: 3,
});

/** What a lying worker would make of a delta. */
export function mutate(delta: Delta, changes: readonly Mutation[]): void {
  for (const [at, replacement] of changes) {
    const leaves = leavesOf(delta);
    replaceAt(delta, leaves[at % leaves.length] ?? [], structuredClone(replacement));
  }
}

/** Every part of a delta, as the way to it. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]))];
}

function replaceAt(value: unknown, path: Path, replacement: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], value);
  const last = path.at(-1);
  if (last !== undefined) (holder as Record<string | number, unknown>)[last] = replacement;
}
