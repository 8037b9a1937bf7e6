import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** By which the loader of isolated-vm's addon tells which C library there is. */
const LIBRARY_MARK = "/etc/alpine-release";
const here = createRequire(import.meta.url);

/**
 * Options by which Node keeps a worker process from the file system, but for what it is made of, and from starting others.
 * Addons have to be allowed, since isolated-vm is one: they are not bound by any of this.
 * See https://nodejs.org/api/permissions.html.
 * @param writable folders that it may write to
 */
export function workerPermissions(writable: readonly string[]): readonly string[] {
  const readable = new Set([process.execPath, LIBRARY_MARK, packageFolder(), ...packageFolders(), ...writable]);
  return [
    "--permission",
    // It warns that the next two are to be used with caution.
    "--disable-warning=SecurityWarning",
    "--allow-addons",
    "--allow-worker",
    ...Array.from(readable, (path) => `--allow-fs-read=${path}`),
    // One that is not there yet is taken for a file.
    ...writable.flatMap((path) => [
      `--allow-fs-read=${join(path, "*")}`,
      `--allow-fs-write=${path}`,
      `--allow-fs-write=${join(path, "*")}`,
    ]),
  ];
}

/** The nearest folder above this file that is a package: slotbox's own. */
function packageFolder(): string {
  let folder = dirname(here.resolve(import.meta.filename));
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** The folders that slotbox's dependencies may be in, by their names and by where links lead. */
function packageFolders(): readonly string[] {
  const folders = (here.resolve.paths("isolated-vm") ?? []).filter((folder) => existsSync(folder));
  return folders.flatMap((folder) => [folder, realpathSync(folder)]);
}
