import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createFsFromVolume, type IFs, Volume } from "memfs";
import type { WasiSetting } from "./host.ts";

export const WORKSPACE = "/workspace";
export const STDOUT = "/dev/stdout";
export const STDERR = "/dev/stderr";

/** Streams are descriptors 0 to 2 for hosts that take them from the file system. */
export function memfsWorkspace({ files }: Pick<WasiSetting, "files">): IFs {
  const volume = Volume.fromJSON({ "/dev/stdin": "", [STDOUT]: "", [STDERR]: "" });
  // memfs counts down from 2 ** 31 - 1, but first gives the numbers of closed files anew, the last one first.
  volume._core.releasedFds.push(2, 1, 0);
  const fs = createFsFromVolume(volume);
  fs.mkdirSync(WORKSPACE);
  for (const [path, flags] of [
    ["/dev/stdin", "r"],
    [STDOUT, "w"],
    [STDERR, "w"],
  ] as const)
    fs.openSync(path, flags);
  if (files !== undefined) copy(files, WORKSPACE, fs);
  return fs;
}

function copy(from: string, to: string, fs: IFs): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), `${to}/${entry.name}`];
    if (!entry.isDirectory()) fs.writeFileSync(target, readFileSync(source));
    else {
      fs.mkdirSync(target);
      copy(source, target, fs);
    }
  }
}
