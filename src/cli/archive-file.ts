import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { ToolBackend } from "../api/backend.ts";
import type { Slot } from "../api/slot.ts";
import { reasonOf } from "./errors.ts";

const MAX_NAME_CHARS = 180;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * File names for trajectories: each its id, percent-encoded where a file system could mistake it for more. Where an id
 * is too long, or only its case tells it from an earlier one, the name ends in a digest of the id.
 */
export function archiveNames(trajectoryIds: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of trajectoryIds) {
    if (names.has(id)) continue;
    const encoded = encode(id);
    const isPlain = encoded.length <= MAX_NAME_CHARS && id.isWellFormed() && !taken.has(encoded.toLowerCase());
    const name = isPlain ? encoded : `${encoded.slice(0, MAX_NAME_CHARS)}~${digest(id)}`;
    taken.add(name.toLowerCase());
    names.set(id, `${name}.tar.gz`);
  }
  return names;
}

/** A tilde is encoded too: none but a digest's is in a name. */
function encode(id: string): string {
  return encodeURIComponent(id.toWellFormed())
    .replace(/[!'()*~]/g, percent)
    .replace(/^\./, percent)
    .replace(DEVICE_NAME, (name) => `${percent(name.charAt(0))}${name.slice(1)}`);
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** UTF-16, since lone surrogates are all the same in UTF-8. */
function digest(id: string): string {
  return createHash("sha256").update(Buffer.from(id, "utf16le")).digest("hex").slice(0, 16);
}

/** Keeps a trajectory's workspace. @returns what went wrong, if anything did */
export async function keepArchive(backend: ToolBackend, slot: Slot, file: string): Promise<string | undefined> {
  try {
    const archive = await backend.archiveArtifacts(slot);
    if (!archive.success) return archive.error;
    await writeFile(file, Buffer.from(archive.content, "base64"));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
