import { createHash } from "node:crypto";
import { keptFile } from "../../isolate/kept-file.ts";
import { inSharedMemory } from "../shared-memory.ts";
import { PythonIsolate, type PythonParts } from "./python-isolate.ts";

/** What an interpreter takes while it starts without an image. */
const BOOT_MEMORY_MIB = 256;

/**
 * An interpreter's memory as it is after its start, which takes seconds. Made once a machine and kept in a file, with
 * its digest first; one that is damaged, or of other parts, is made anew.
 * @param folders where the file is kept, in the first that takes it
 */
export function pythonImage(
  parts: Omit<PythonParts, "image">,
  folders: readonly string[],
  timeoutMs: number,
): SharedArrayBuffer {
  const key = createHash("sha256").update(parts.guestCode).update(new Uint8Array(parts.library)).digest("hex");
  const file = { kind: "python", key, keptOthers: 0 };
  return inSharedMemory(keptFile(folders, file, () => makeImage(parts, timeoutMs))).buffer;
}

function makeImage(parts: Omit<PythonParts, "image">, timeoutMs: number): Uint8Array {
  const maker = new PythonIsolate({ ...parts, image: undefined }, BOOT_MEMORY_MIB, timeoutMs);
  try {
    return maker.image(timeoutMs);
  } finally {
    maker[Symbol.dispose]();
  }
}
