/** The content of a file from `offset` to its end. */
export interface ContentChange {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The last number of 32 bits means, for chown(2), that the owner stays. */
export const MAX_OWNER = 2 ** 32 - 2;

export interface InodeMeta extends Owner {
  readonly ino: number;
  /** File type and permission bits. */
  readonly mode: number;
  readonly atimeMs: number;
  /** Nanoseconds after the millisecond; so the others. */
  readonly atimeNs: number;
  readonly mtimeMs: number;
  readonly mtimeNs: number;
  readonly ctimeMs: number;
  readonly ctimeNs: number;
}

export interface FileChange extends InodeMeta {
  readonly kind: "file";
  readonly size: number;
  /** Absent if only the mode, the time or the names of the file changed. */
  readonly content: ContentChange | undefined;
}

export interface SymlinkChange extends InodeMeta {
  readonly kind: "symlink";
  readonly target: string;
}

export interface DirectoryChange extends InodeMeta {
  readonly kind: "directory";
  /** Names that were there before and are gone, or now name something else. */
  readonly removed: readonly string[];
  /** Names that are new, in the order they were made. */
  readonly set: readonly (readonly [name: string, ino: number])[];
  /** Of a directory that is merged with one of the system layout: the names of that one that are not seen. */
  readonly hidden?: readonly string[];
}

export type InodeChange = FileChange | SymlinkChange | DirectoryChange;

/**
 * What changed in a volume since the last delta, inode by inode, so that renames, hard links and appended logs
 * cost what changed and not what is there. Applied to a replica that was equal before, it makes it equal again.
 * A snapshot is the delta from an empty volume.
 */
export interface Delta {
  readonly inodes: readonly InodeChange[];
}

/**
 * A delta on its way to the main thread. Of a large one, all but large contents is packed: a message is unpacked in one go,
 * and these parts one by one.
 */
export interface SentDelta extends Delta {
  readonly packed?: readonly Uint8Array[] | undefined;
}

/** Whether it says nothing. */
export function isEmpty({ inodes, packed = [] }: SentDelta): boolean {
  return inodes.length === 0 && packed.length === 0;
}

export const EMPTY_DELTA: Delta = { inodes: [] };

/** Contents from here on travel in a buffer of their own and are adopted by the receiver without a copy. */
export const OWN_BUFFER_BYTES = 64 * 1024;

/** The buffers of a delta, for a transfer list. */
export function buffersOf(delta: SentDelta): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of delta.packed ?? []) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  for (const change of delta.inodes) {
    if (change.kind === "file" && change.content && change.content.bytes.buffer instanceof ArrayBuffer) {
      buffers.add(change.content.bytes.buffer);
    }
  }
  return [...buffers];
}
