import { ERRNO, FILETYPE } from "../../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../../abi/program-files.ts";
import { fromRoot, kindOf, ROOT_FD } from "../file-access.ts";
import { loop } from "../loop.ts";
import { machine, register } from "../machine.ts";
import { decode } from "../utf8.ts";
import { list, makeDirectory } from "./directory-calls.ts";
import type { FsCall } from "./file-calls.ts";
import { check, FsFailure } from "./file-calls.ts";
import { copyFile } from "./transfer-calls.ts";

interface CopyOptions {
  readonly force: boolean;
  readonly dereference: boolean;
  readonly errorOnExist: boolean;
}

function typeOf(path: string, follow: boolean): number | undefined {
  const errno = machine().files.pathFilestat(ROOT_FD, follow ? 1 : 0, fromRoot(path));
  return errno === ERRNO.SUCCESS ? register(FILESTAT.filetype) : undefined;
}

function copyTree(from: string, to: string, options: CopyOptions): void {
  const type = typeOf(from, options.dereference);
  if (type === undefined) throw new FsFailure("ENOENT", "cp", from);
  if (type === FILETYPE.directory) {
    if (kindOf(to) !== "directory") makeDirectory(to, 0o777, true);
    for (const { name } of list(from)) copyTree(`${from}/${name}`, `${to}/${name}`, options);
    return;
  }
  if (typeOf(to, false) !== undefined) {
    if (options.errorOnExist && !options.force) throw new FsFailure("EEXIST", "cp", to);
    if (!options.force) return;
  }
  if (type !== FILETYPE.symbolicLink) {
    copyFile(from, to, 0);
    return;
  }
  const { files, window } = machine();
  check(files.readlink(ROOT_FD, fromRoot(from), WINDOW_BYTES), "readlink", from);
  const target = decode(window.slice(0, register(0)));
  files.unlink(ROOT_FD, fromRoot(to));
  check(files.symlink(target, ROOT_FD, fromRoot(to)), "symlink", target, to);
}

function fail(code: string, message: string): never {
  throw Object.assign(new Error(message), { code });
}

function checkPaths(from: string, to: string, follow: boolean, recursive: boolean): void {
  const type = typeOf(from, follow);
  if (type === undefined) throw new FsFailure("ENOENT", "cp", from);
  const target = typeOf(to, follow);
  if (type === FILETYPE.directory && !recursive)
    fail("ERR_FS_EISDIR", `Recursive option not enabled, cannot copy a directory: ${from}`);
  if (type === FILETYPE.directory && target !== undefined && target !== FILETYPE.directory)
    fail("ERR_FS_CP_DIR_TO_NON_DIR", `Cannot overwrite non-directory ${to} with directory ${from}`);
  if (type !== FILETYPE.directory && target === FILETYPE.directory)
    fail("ERR_FS_CP_NON_DIR_TO_DIR", `Cannot overwrite directory ${to} with non-directory ${from}`);
  if (from === to || (type === FILETYPE.directory && `${to}/`.startsWith(`${from}/`)))
    fail("ERR_FS_CP_EINVAL", `Cannot copy ${from} to a subdirectory of self ${to}`);
  const parent = to.slice(0, Math.max(0, to.lastIndexOf("/")));
  if (parent !== "" && kindOf(parent) === undefined) makeDirectory(parent, 0o777, true);
}

const call = (request: number, run: (...args: never[]) => unknown): FsCall => ({ request, run });

/** The calls that copy, by the names of Node's binding. */
export const copyCalls: Readonly<Record<string, FsCall>> = {
  cpSyncCheckPaths: call(9, checkPaths),
  cpSyncOverrideFile: call(9, (from: string, to: string, mode: number) => {
    machine().files.unlink(ROOT_FD, fromRoot(to));
    copyFile(from, to, mode);
  }),
  cpSyncCopyDir: call(9, (from: string, to: string, force: boolean, dereference: boolean, errorOnExist: boolean) =>
    copyTree(from, to, { force, dereference, errorOnExist }),
  ),
};

export class CpDirJob {
  ondone: ((error: unknown) => void) | undefined;
  readonly #copy: () => void;
  constructor(from: string, to: string, force: boolean, dereference: boolean, errorOnExist: boolean) {
    this.#copy = () => copyTree(from, to, { force, dereference, errorOnExist });
  }
  run(): void {
    loop.enqueue(() => {
      try {
        this.#copy();
      } catch (error) {
        this.ondone?.(error instanceof FsFailure ? error.asUvException() : error);
        return;
      }
      this.ondone?.(undefined);
    });
  }
}
