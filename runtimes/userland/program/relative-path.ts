import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { folderOf, joined, lastPart } from "./file-kinds.ts";

/** A path as seen from the folder of another one; both may be of files that aren't there. */
export function relativePath(files: FileSystem, path: string, seenFrom: string): string {
  const to = partsOf(files, path);
  const from = partsOf(files, folderOf(seenFrom));
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

function partsOf(files: FileSystem, path: string): string[] {
  return realPath(files, path)
    .split("/")
    .filter((part) => part !== "");
}

function realPath(files: FileSystem, path: string): string {
  try {
    return files.realpath(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return path === "/" ? "/" : joined(realPath(files, folderOf(path)), lastPart(path));
  }
}
