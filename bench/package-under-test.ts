import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export type Slotbox = typeof import("../src/index.ts");

/** slotbox as its users have it: built. */
export interface PackageUnderTest {
  readonly name: string;
  /** URL of the package's index.js. */
  readonly entry: string;
}

/** @param rival the folder's name tells it from the package itself */
export function packageIn(folder: string, rival: boolean): PackageUnderTest {
  const entry = pathToFileURL(join(resolve(folder), "dist/src/index.js")).href;
  return {
    name: rival ? `slotbox@${basename(resolve(folder))}` : "slotbox",
    entry,
  };
}

export function build(folder: string): void {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "build"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm run build failed in ${folder}:\n${stdout}${stderr}`);
}

/** @throws Error if dist is missing or older than what it is made of */
export function assertBuilt(folder: string): void {
  const built = newestFile(join(folder, "dist/src"), ".js");
  if (built === 0) throw new Error(`${folder} has no dist: run npm run build`);
  const source = Math.max(newestFile(join(folder, "src"), ".ts"), newestFile(join(folder, "runtimes"), ".ts"));
  if (built < source) throw new Error(`dist of ${folder} is older than its sources: run npm run build`);
}

/** When the last of the files with this ending was changed; 0 if there is none. */
function newestFile(folder: string, ending: string): number {
  let newest = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith(ending))
        newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return newest;
}
