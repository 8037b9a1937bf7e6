import { posix } from "node:path";
import { PosixError } from "../volume/posix-error.ts";
import { type Volume, WORKSPACE_DIR } from "../volume/volume.ts";

/**
 * Where a path (relative to the workspace, or absolute) really leads, links followed, or undefined when that is outside
 * the workspace. What doesn't exist yet is placed by the part of it that does.
 *
 * @throws PosixError for a path no file can have (NUL, too long, a loop of links)
 */
export function resolveInWorkspace(volume: Volume, path: string): string | undefined {
  const absolute = path.startsWith("/") ? path : `${WORKSPACE_DIR}/${path}`;
  const real = realpathOfMissing(volume, absolute);
  return real === WORKSPACE_DIR || real.startsWith(`${WORKSPACE_DIR}/`) ? real : undefined;
}

/** The path as seen from the workspace; "." for the workspace itself. */
export function relativeToWorkspace(absolute: string): string {
  return posix.relative(WORKSPACE_DIR, absolute) || ".";
}

function realpathOfMissing(volume: Volume, absolute: string): string {
  const missing: string[] = [];
  for (let path = absolute.replace(/(?!^)\/+$/, ""); ; ) {
    try {
      const real = volume.realpathOfNew(path);
      // `..` in what is missing can only be meant lexically: nothing is there to follow.
      return posix.join(real, ...missing);
    } catch (error) {
      if (!(error instanceof PosixError) || (error.code !== "ENOENT" && error.code !== "ENOTDIR") || path === "/")
        throw error;
      missing.unshift(path.slice(path.lastIndexOf("/") + 1));
      path = path.slice(0, path.lastIndexOf("/")) || "/";
    }
  }
}
