import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ToolBackend } from "../backend.ts";
import type { Slot } from "../slot.ts";

const MAX_NAME_CHARS = 180;

/** A file name for a trajectory: its id, with what a file system could mistake for more encoded. Unique for each id. */
export function archiveName(trajectoryId: string): string {
  const encoded = encodeURIComponent(trajectoryId.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, "%2E");
  if (encoded.length <= MAX_NAME_CHARS) return `${encoded}.tar.gz`;
  const digest = createHash("sha256").update(trajectoryId).digest("hex").slice(0, 16);
  return `${encoded.slice(0, MAX_NAME_CHARS)}~${digest}.tar.gz`;
}

/** Keeps a trajectory's workspace. @returns what went wrong, if anything did */
export async function keepArchive(backend: ToolBackend, slot: Slot, folder: string): Promise<string | undefined> {
  const archive = await backend.archiveArtifacts(slot);
  if (!archive.success) return `${slot.trajectoryId}: ${archive.error}`;
  try {
    await writeFile(join(folder, archiveName(slot.trajectoryId)), Buffer.from(archive.content, "base64"));
    return undefined;
  } catch (error) {
    return `${slot.trajectoryId}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
