import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { inSharedMemory } from "../shared-memory.ts";
import { PrivateFolder } from "./private-folder.ts";
import { PythonIsolate, type PythonParts } from "./python-isolate.ts";

/** What an interpreter takes while it starts without an image. */
const BOOT_MEMORY_MIB = 256;
const DIGEST_BYTES = 32;
const IMAGE_NAME = /^python-[0-9a-f]{32}\.image$/;

/**
 * An interpreter's memory as it is after its start, which takes seconds. Made once a machine and kept in a file, with
 * its digest first; one that is damaged, or of other parts, is made anew.
 * @param folder where the file is kept; null for the user's cache folder
 */
export function pythonImage(
  parts: Omit<PythonParts, "image">,
  folder: string | null,
  timeoutMs: number,
): SharedArrayBuffer {
  const key = createHash("sha256")
    .update(parts.guestCode)
    .update(new Uint8Array(parts.library))
    .digest("hex")
    .slice(0, 32);
  const folders = folder === null ? cacheFolders(process.env["XDG_CACHE_HOME"]) : [folder];
  return inSharedMemory(keptImage(folders, `python-${key}.image`, () => makeImage(parts, timeoutMs))).buffer;
}

/**
 * The image of this name in the first folder that has a good one. If none does, it is made, and kept in the first folder
 * that takes it, in the place of all others there.
 */
export function keptImage(folders: readonly string[], name: string, make: () => Uint8Array): Uint8Array {
  const candidates = folders.map((path) => new PrivateFolder(path));
  for (const candidate of candidates) {
    const image = undamaged(candidate.read(name));
    if (image) return image;
  }
  const image = make();
  const content = Buffer.concat([digest(image), image]);
  const keeper = candidates.find((candidate) => candidate.write(name, content));
  keeper?.removeWhere((other) => other !== name && IMAGE_NAME.test(other));
  return image;
}

/** @param ofUser to be ignored unless it is absolute, as the XDG Base Directory Specification has it */
export function cacheFolders(ofUser: string | undefined): string[] {
  const home = ofUser !== undefined && isAbsolute(ofUser) ? ofUser : join(homedir(), ".cache");
  return [join(home, "slotbox"), join(tmpdir(), `slotbox-${process.getuid?.() ?? "cache"}`)];
}

function undamaged(content: Buffer | undefined): Buffer | undefined {
  const image = content?.subarray(DIGEST_BYTES);
  return image && digest(image).equals(content?.subarray(0, DIGEST_BYTES) ?? image) ? image : undefined;
}

function makeImage(parts: Omit<PythonParts, "image">, timeoutMs: number): Uint8Array {
  const maker = new PythonIsolate({ ...parts, image: undefined }, BOOT_MEMORY_MIB, timeoutMs);
  try {
    return maker.image(timeoutMs);
  } finally {
    maker[Symbol.dispose]();
  }
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
