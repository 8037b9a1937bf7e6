import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { folderOf, joined, lastPart } from "./file-kinds.ts";

/** A path as seen from the folder of another one; both may be of files that aren't there. */
export function relativePath(files: FileSystem, path: string, seenFrom: string): string {
  return pathFrom(realPath(files, folderOf(seenFrom)), realPath(files, path));
}

/** A path from the root on as seen from a folder. */
export function pathFrom(folder: string, path: string): string {
  const [from, to] = [partsOf(folder), partsOf(path)];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function realPath(files: FileSystem, path: string): string {
  try {
    return files.realpath(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return path === "/" ? "/" : joined(realPath(files, folderOf(path)), lastPart(path));
  }
}
