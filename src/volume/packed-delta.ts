import { deserialize, serialize } from "node:v8";
import { type Delta, type DirectoryChange, type InodeChange, OWN_BUFFER_BYTES, type SentDelta } from "./delta.ts";
import type { Steps } from "./steps.ts";

/** What changes less goes as it is. */
const PACK_FROM_ITEMS = 100;
/** Inodes and names of a part. */
const PART_ITEMS = 400;

/** An inode's change, or more names of the directory before it. */
type PackedItem = InodeChange | MoreNames;
type MoreNames = Pick<DirectoryChange, "removed" | "set"> & { readonly kind: "more" };

export function packDelta(delta: Delta): SentDelta {
  if (itemsOf(delta) < PACK_FROM_ITEMS) return delta;
  const packed: Uint8Array[] = [];
  let part: PackedItem[] = [];
  let size = 0;
  const inodes: InodeChange[] = [];
  for (const change of delta.inodes) {
    if (isLarge(change)) {
      inodes.push(change);
      continue;
    }
    for (const item of change.kind === "directory" ? piecesOf(change) : [change]) {
      part.push(item);
      size += sizeOf(item);
      if (size < PART_ITEMS) continue;
      packed.push(serialize(part));
      part = [];
      size = 0;
    }
  }
  if (part.length > 0) packed.push(serialize(part));
  return { inodes, packed };
}

/**
 * Unpacks what came, which whoever applies it has yet to check.
 * @throws RangeError for parts that no delta was packed to
 */
export function* unpackDelta({ inodes, packed = [] }: SentDelta): Steps<Delta> {
  if (packed.length === 0) return { inodes };
  const all = [...inodes];
  let last: { removed: string[]; set: (readonly [string, number])[] } | undefined;
  for (const part of packed) {
    const items: unknown = deserialize(part);
    if (!Array.isArray(items)) throw new RangeError("delta has a part that is none");
    for (const item of items as PackedItem[]) {
      if (item?.kind !== "directory" && item?.kind !== "more") {
        all.push(item);
        continue;
      }
      if (!Array.isArray(item.removed) || !Array.isArray(item.set))
        throw new RangeError("delta has a directory without names");
      if (item.kind === "directory") {
        last = { removed: [...item.removed], set: [...item.set] };
        all.push({ ...item, ...last });
      } else if (last) {
        last.removed.push(...item.removed);
        last.set.push(...item.set);
      } else throw new RangeError("delta has names without a directory");
    }
    yield;
  }
  return { inodes: all };
}

function itemsOf({ inodes }: Delta): number {
  return inodes.reduce((sum, change) => sum + sizeOf(change), 0);
}

function sizeOf(item: PackedItem): number {
  return item.kind === "directory" || item.kind === "more" ? 1 + item.removed.length + item.set.length : 1;
}

function isLarge(change: InodeChange): boolean {
  return change.kind === "file" && (change.content?.bytes.length ?? 0) >= OWN_BUFFER_BYTES;
}

function* piecesOf(change: DirectoryChange): Generator<PackedItem> {
  const { removed, set } = change;
  const names = Math.max(removed.length, set.length);
  for (let at = 0; at === 0 || at < names; at += PART_ITEMS) {
    const piece = { removed: removed.slice(at, at + PART_ITEMS), set: set.slice(at, at + PART_ITEMS) };
    yield at === 0 ? { ...change, ...piece } : { kind: "more", ...piece };
  }
}
