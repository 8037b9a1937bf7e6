import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { PythonIsolate, type PythonParts } from "./python-isolate.ts";

/** What an interpreter takes while it starts without an image. */
const BOOT_MEMORY_MIB = 256;
const DIGEST_BYTES = 32;

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
  for (const candidate of folder === null ? cacheFolders() : [folder]) {
    const kept = readImage(join(candidate, `python-${key}.image`));
    if (kept) return kept;
  }
  const image = makeImage(parts, timeoutMs);
  for (const candidate of folder === null ? cacheFolders() : [folder])
    if (writeImage(candidate, `python-${key}.image`, image)) break;
  return shared(image);
}

/** The first that can be written to is used. */
function cacheFolders(): string[] {
  const ofUser = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return [join(ofUser, "slotbox"), join(tmpdir(), `slotbox-${process.getuid?.() ?? "cache"}`)];
}

function readImage(file: string): SharedArrayBuffer | undefined {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch {
    return undefined;
  }
  const image = content.subarray(DIGEST_BYTES);
  return digest(image).equals(content.subarray(0, DIGEST_BYTES)) ? shared(image) : undefined;
}

function writeImage(folder: string, name: string, image: Uint8Array): boolean {
  const partial = join(folder, `${name}.${process.pid}.${Math.random().toString(36).slice(2)}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(partial, Buffer.concat([digest(image), image]), { mode: 0o600, flag: "wx" });
    renameSync(partial, join(folder, name));
    return true;
  } catch {
    try {
      rmSync(partial, { force: true });
    } catch {
      // The folder itself is none: then there is nothing to take away.
    }
    return false;
  }
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

export function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}
