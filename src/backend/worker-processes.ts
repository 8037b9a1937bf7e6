import type { ResolvedConfig } from "../api/config.ts";
import { userCacheFolders } from "../machine/cache-folders.ts";

const MIB = 1024 * 1024;
/** What a worker takes before it serves anybody: Node, the runtimes' code, machines, an interpreter that waits. */
const OWN_MIB = 384;
/** Of what a call writes: the replica's, the delta's, and that of the message. */
const COPIES = 3;

/**
 * What a worker process may take in all, as the system counts it: what isolates may take is bounded inside, but not exactly, and
 * wasm and what V8 keeps outside of its heap are not counted there.
 */
export function processBytes({ limits }: ResolvedConfig): number {
  return (OWN_MIB + 2 * limits.maxMemoryMiB) * MIB + COPIES * limits.maxWorkspaceBytes;
}

/** Where worker processes keep what takes long to make. */
export function imageFolders({ python }: ResolvedConfig): readonly string[] {
  const folders = userCacheFolders();
  return python.imageFolder === null ? folders : [...folders, python.imageFolder];
}
