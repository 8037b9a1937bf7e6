import type { ArtifactErrorCode, ArtifactFailure } from "../api/artifacts.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import type { FileStat } from "../volume/file-stat.ts";
import { PosixError } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";
import { resolveInWorkspace } from "../volume/workspace-path.ts";

export interface Located {
  readonly success: true;
  /** Canonical path, links followed. */
  readonly absolute: string;
  readonly stat: FileStat;
}

/** Finds what an artifact request names, or why it can't be given. */
export function locate(volume: Volume, path: string): Located | ArtifactFailure {
  try {
    const absolute = resolveInWorkspace(volume, path);
    if (absolute === undefined) return artifactFailure("access_denied", "Access denied: path outside workspace");
    if (!volume.exists(absolute)) return artifactFailure("not_found", `Not found: ${path}`);
    return { success: true, absolute, stat: volume.stat(absolute) };
  } catch (error) {
    if (error instanceof PosixError)
      return artifactFailure("invalid_path", `Invalid path: ${error.code}: ${path.slice(0, 256)}`);
    throw error;
  }
}

/**
 * Where what a listing or an archive comes upon really is, or undefined if it may not show it: a link counts only if it
 * leads to something inside the workspace.
 */
export function realPathInside(volume: Volume, absolute: string): string | undefined {
  try {
    const real = volume.realpath(absolute);
    return real === WORKSPACE_DIR || real.startsWith(`${WORKSPACE_DIR}/`) ? real : undefined;
  } catch (error) {
    // A dangling link, or a path that renames have made longer than a path can be.
    if (error instanceof PosixError) return undefined;
    throw error;
  }
}

/** @param bytes the size of what is too large */
export function artifactFailure(code: ArtifactErrorCode, error: string, bytes?: number): ArtifactFailure {
  return { success: false, code, error, ...(bytes === undefined ? {} : { bytes }) };
}

/** Clamps a requested limit into 1 … `max`; `max` when none is asked for. */
export function clampLimit(requested: number | undefined, max: number): number {
  if (requested === undefined || Number.isNaN(requested)) return max;
  return Math.min(Math.max(Math.trunc(requested), 1), max);
}
