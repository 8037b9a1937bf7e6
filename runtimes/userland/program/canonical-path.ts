import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { isDirectoryAt, isLink, statusOf } from "./file-kinds.ts";

/** What of a path must be there: `folder` is all but the last part. */
export type PathNeeds = "all" | "folder" | "nothing";

const MAX_LINKS = 40;

/**
 * A path from the root on without links, `.` and `..`.
 * @throws SystemError
 */
export function canonicalPath(files: FileSystem, path: string, needs: PathNeeds): string {
  if (path === "") throw new SystemError("ENOENT");
  if (needs === "all") return files.realpath(path);
  const rest = path.split("/").filter((part) => part !== "" && part !== ".");
  let at = path.startsWith("/") ? "/" : files.realpath(".");
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === "..") {
      at = at.slice(0, at.lastIndexOf("/")) || "/";
      continue;
    }
    const next = at === "/" ? `/${part}` : `${at}/${part}`;
    const status = statusOf(files, next, false);
    if (status && isLink(status)) {
      if (++links > MAX_LINKS) throw new SystemError("ELOOP");
      const target = files.readlink(next);
      rest.unshift(...target.split("/").filter((one) => one !== "" && one !== "."));
      if (target.startsWith("/")) at = "/";
      continue;
    }
    const mustBeThere = needs === "folder" && rest.length > 0;
    if (!status && mustBeThere) throw new SystemError("ENOENT");
    if (status && (rest.length > 0 || path.endsWith("/")) && needs === "folder" && !isDirectoryAt(files, next))
      throw new SystemError("ENOTDIR");
    at = next;
  }
  return at;
}
