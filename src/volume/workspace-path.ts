import { posix } from "node:path";
import { WORKSPACE_DIR } from "../api/slot.ts";
import type { Volume } from "./volume.ts";

/**
 * Where a path (relative to the workspace, or absolute) really leads, links followed, or undefined when that is outside
 * the workspace. Whether or not something is there, no component of the answer is a symbolic link.
 *
 * @throws PosixError for a path no file can have (NUL, too long, a loop of links)
 */
export function resolveInWorkspace(volume: Volume, path: string): string | undefined {
  const real = volume.canonicalPath(path.startsWith("/") ? path : `${WORKSPACE_DIR}/${path}`);
  return real === WORKSPACE_DIR || real.startsWith(`${WORKSPACE_DIR}/`) ? real : undefined;
}

/** The path as seen from the workspace; "." for the workspace itself. */
export function relativeToWorkspace(absolute: string): string {
  return posix.relative(WORKSPACE_DIR, absolute) || ".";
}
