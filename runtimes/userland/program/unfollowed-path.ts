import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { PathNeeds } from "./canonical-path.ts";

/**
 * A path from the root on without `.` and `..`, whose links stay: `..` takes away the name before it, whatever that leads to.
 * @throws SystemError
 */
export function unfollowedPath(files: FileSystem, path: string, cwd: string, needs: PathNeeds): string {
  if (path === "") throw new SystemError("ENOENT");
  const parts = path.split("/");
  let at = path.startsWith("/") ? "" : cwd === "/" ? "" : cwd;
  for (const [index, part] of parts.entries()) {
    if (part === "..") at = at.slice(0, Math.max(0, at.lastIndexOf("/")));
    if (part === "" || part === "." || part === "..") continue;
    at += `/${part}`;
    const rest = parts.slice(index + 1);
    const next = rest.find((one) => one !== "");
    const mustBeDirectory = next === "." || next === ".." || (next === undefined && rest.length > 0);
    if (needs !== "nothing" && (mustBeDirectory || next === undefined))
      check(files, mustBeDirectory ? `${at}/` : at, needs === "folder" && next === undefined);
  }
  return at === "" ? "/" : at;
}

/** @throws SystemError */
function check(files: FileSystem, path: string, mayBeMissing: boolean): void {
  try {
    files.stat(path);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== "ENOENT" || !mayBeMissing) throw error;
  }
}
