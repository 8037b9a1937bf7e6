/* The directory of the shell as the user sees it, links included: PWD, while that leads where the process is. */

import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";

export function logicalDirectory(shell: Shell): string {
  const pwd = shell.variables.text("PWD");
  if (pwd === undefined || !pwd.startsWith("/")) return shell.process.cwd;
  if (pwd === shell.process.cwd) return pwd;
  try {
    return filesOf(shell).realpath(pwd) === shell.process.cwd ? pwd : shell.process.cwd;
  } catch (error) {
    if (error instanceof SystemError) return shell.process.cwd;
    throw error;
  }
}

/** Without `.`, `..` and doubled slashes; two slashes in front are kept, as POSIX allows. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  const root = path.startsWith("//") && !path.startsWith("///") ? "//" : "/";
  return root + parts.join("/");
}

export function absolutePath(shell: Shell, path: string): string {
  if (path.startsWith("/")) return path;
  const here = logicalDirectory(shell);
  return here === "/" ? `/${path}` : `${here}/${path}`;
}

/**
 * Goes to a directory, and sets PWD and OLDPWD.
 * @returns what PWD is then @throws SystemError
 */
export function changeDirectory(shell: Shell, path: string, isPhysical: boolean): string {
  const files = filesOf(shell);
  const before = logicalDirectory(shell);
  const absolute = absolutePath(shell, path);
  let target = isPhysical ? absolute : normalizePath(absolute);
  let real: string;
  try {
    real = directoryAt(shell, target);
  } catch (error) {
    // `..` behind a link or a file that isn't there: what the path means without looking at PWD may still exist.
    if (isPhysical || path.startsWith("/") || !(error instanceof SystemError)) throw error;
    real = directoryAt(shell, `${shell.process.cwd}/${path}`);
    target = real;
  }
  if (isPhysical) target = files.realpath(absolute);
  shell.process.cwd = real;
  shell.variables.assign("OLDPWD", before);
  shell.variables.assign("PWD", target);
  return target;
}

function filesOf({ kernel, process }: Shell): FileSystem {
  return kernel.filesOf(process);
}

function directoryAt(shell: Shell, path: string): string {
  const files = filesOf(shell);
  const { mode } = files.stat(path);
  if ((mode & 0o170000) !== 0o040000) throw new SystemError("ENOTDIR");
  if ((mode & 0o111) === 0 && shell.variables.text("EUID") !== "0") throw new SystemError("EACCES");
  return files.realpath(path);
}
