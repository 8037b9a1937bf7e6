import { SystemError } from "../../kernel/system-error.ts";
import type { ProgramCall } from "../program/program.ts";
import { isLeftOut, type NameRule } from "./names.ts";

export interface WalkOptions {
  readonly files: readonly NameRule[];
  readonly directories: readonly NameRule[];
  /** Whether links below the operands are followed. */
  readonly followsLinks: boolean;
  readonly readsDevices: boolean;
}

/** The files below a directory, in the volume's order, and what can't be read as an error. */
export function* filesBelow(
  { files }: Pick<ProgramCall, "files">,
  directory: string,
  options: WalkOptions,
): Generator<string | { readonly path: string; readonly error: SystemError }> {
  const open: { readonly prefix: string; readonly names: Iterator<Entry>; readonly ino: number }[] = [];
  const enter = (path: string): { path: string; error: SystemError } | undefined => {
    try {
      const ino = options.followsLinks ? files.stat(path === "" ? "." : path).ino : 0;
      if (options.followsLinks && open.some((one) => one.ino === ino)) return { path, error: new SystemError("ELOOP") };
      const names = files.readdir(path === "" ? "." : path).values();
      open.push({ prefix: path === "" || path.endsWith("/") ? path : `${path}/`, names, ino });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return { path, error };
    }
    return undefined;
  };
  const problem = enter(directory);
  if (problem) yield problem;
  for (let current = open.at(-1); current; current = open.at(-1)) {
    const { value: entry, done } = current.names.next();
    if (done) {
      open.pop();
      continue;
    }
    const path = current.prefix + entry.name;
    let { kind } = entry;
    if (kind === "link") {
      if (!options.followsLinks) continue;
      kind = isDirectory(files, path) ? "directory" : "file";
    }
    if (kind === "directory") {
      if (isLeftOut(entry.name, options.directories, false)) continue;
      const failed = enter(path);
      if (failed) yield failed;
    } else if ((kind === "file" || options.readsDevices) && !isLeftOut(entry.name, options.files, false)) yield path;
  }
}

type Entry = ReturnType<ProgramCall["files"]["readdir"]>[number];

function isDirectory(files: ProgramCall["files"], path: string): boolean {
  try {
    return (files.stat(path).mode & 0o170000) === 0o040000;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}
