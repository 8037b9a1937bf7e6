import { posix } from "node:path";
import { SlotboxError } from "../api/errors.ts";
import type { Limits } from "../api/limits.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import { type Delta, EMPTY_DELTA } from "../volume/delta.ts";
import { PosixError } from "../volume/posix-error.ts";
import { createBareVolume } from "../volume/system-layout.ts";
import type { Volume } from "../volume/volume.ts";
import { ignoredNames, readHostFolder } from "./host-folder.ts";

/**
 * What every new workspace holds, as a delta: from a record of files or a host folder.
 * @param include names that a folder would be read without
 * @throws SlotboxError `invalid_config` for a path outside the workspace, `workspace_full` for what doesn't fit
 */
export async function loadTemplate(
  template: string | Readonly<Record<string, string | Uint8Array>>,
  limits: Limits,
  include: readonly string[] = [],
): Promise<Delta> {
  if (typeof template !== "string" && Object.keys(template).length === 0) return EMPTY_DELTA;
  const volume = createBareVolume(limits);
  if (typeof template === "string")
    await readHostFolder(template, volume, WORKSPACE_DIR, limits, { ignoredNames: ignoredNames([], include) });
  else for (const [path, content] of Object.entries(template)) writeTemplateFile(volume, path, content);
  return volume.snapshot();
}

function writeTemplateFile(volume: Volume, path: string, content: string | Uint8Array): void {
  const absolute = posix.resolve(WORKSPACE_DIR, path);
  if (!absolute.startsWith(`${WORKSPACE_DIR}/`))
    throw new SlotboxError("invalid_config", `invalid config: template: "${path}" is not a file inside the workspace`);
  try {
    volume.mkdirp(posix.dirname(absolute));
    volume.writeFile(absolute, typeof content === "string" ? Buffer.from(content, "utf8") : content);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    const code = error.code === "ENOSPC" || error.code === "EFBIG" ? "workspace_full" : "invalid_config";
    throw new SlotboxError(code, `invalid config: template: "${path}": ${error.message}`, { cause: error });
  }
}
