import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { S_IFDIR, S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import { SlotboxError } from "../api/errors.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import type { PythonPackages } from "../machine/python/python-programs.ts";
import { inSharedMemory } from "../machine/shared-memory.ts";
import { createBareVolume } from "../volume/system-layout.ts";
import type { Volume } from "../volume/volume.ts";
import { readHostFolder } from "./host-folder.ts";

const FOLDER = "/usr/local/lib/python-packages";
/** A package of a hundred thousand files, or of gigabytes, is more likely a wrong folder. */
const PACKAGE_LIMITS = { maxWorkspaceBytes: 1 << 30, maxFiles: 100_000, maxFileBytes: 1 << 28, maxDepth: 64 };
const IGNORED_NAMES = new Set([".git", "__pycache__"]);

/**
 * Reads folders of packages and wheels from the host.
 * @throws SlotboxError `invalid_config` for one that can't be read
 */
export async function loadPackages(sources: readonly string[]): Promise<PythonPackages> {
  const searchPath: string[] = [];
  const files: Record<string, Uint8Array> = {};
  for (const [index, source] of sources.entries()) {
    try {
      const target = `${FOLDER}/${index}`;
      if (source.endsWith(".whl")) {
        const path = `${target}/${basename(source)}`;
        files[path] = inSharedMemory(await readFile(source));
        searchPath.push(path);
      } else {
        await readFolder(source, target, files);
        searchPath.push(target);
      }
    } catch (error) {
      if (!(error instanceof SlotboxError) && !(error instanceof Error && "code" in error)) throw error;
      throw new SlotboxError("invalid_config", `invalid config: python.packages.${index}: ${error.message}`, {
        cause: error,
      });
    }
  }
  return { searchPath, files };
}

async function readFolder(source: string, target: string, files: Record<string, Uint8Array>): Promise<void> {
  const volume = createBareVolume(PACKAGE_LIMITS);
  await readHostFolder(source, volume, WORKSPACE_DIR, PACKAGE_LIMITS, { ignoredNames: IGNORED_NAMES });
  collect(volume, WORKSPACE_DIR, target, files);
}

function collect(volume: Volume, from: string, to: string, files: Record<string, Uint8Array>): void {
  for (const { name } of volume.readdir(from)) {
    const path = `${from}/${name}`;
    const kind = volume.lstat(path).mode & S_IFMT;
    if (kind === S_IFDIR) collect(volume, path, `${to}/${name}`, files);
    else if (kind === S_IFREG) files[`${to}/${name}`] = inSharedMemory(volume.readFile(path));
  }
}
