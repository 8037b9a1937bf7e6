import { cacheFolders } from "../isolate/kept-file.ts";

/**
 * Where what takes long to make (snapshots, Python's image) is kept for other processes, the first choice first: as the
 * environment of this process says, which workers don't have.
 */
export function userCacheFolders(): readonly string[] {
  return cacheFolders(process.env["XDG_CACHE_HOME"]);
}
