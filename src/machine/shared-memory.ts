/** Numbers that a worker shares with other threads, each an Int32Array of one cell. */
export interface SharedCells {
  /** Not 0 when the worker is to end: then nobody sleeps on. */
  readonly cancel: Int32Array;
  /** Distinct WebAssembly function types that this process has compiled; see module-cache.ts. */
  readonly typesInProcess: Int32Array;
}

export function newCell(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** For a thread that shares with nobody. */
export function ownCells(): SharedCells {
  return { cancel: newCell(), typesInProcess: newCell() };
}

/** A copy in memory that every thread and isolate can be given. */
export function inSharedMemory(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
