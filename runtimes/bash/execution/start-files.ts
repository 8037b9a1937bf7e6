import { SystemError } from "../../kernel/system-error.ts";
import { homeOfTilde } from "../expansion/home.ts";
import { expandDocument } from "../expansion/words.ts";
import type { BashShell } from "./bash-shell.ts";

/** Which files a shell reads before anything else. */
export interface StartFiles {
  readonly isLogin: boolean;
  /** Called as `sh`. */
  readonly isSh: boolean;
  /** Not with `--noprofile`. */
  readonly readsProfile: boolean;
  /** Not with `--norc`. */
  readonly readsRc: boolean;
  /** `--rcfile` */
  readonly rcFile: string | undefined;
}

const DIRECTORY = 0o040000;

/** Runs what a new shell reads first: profiles if it is a login shell, else what an interactive one or a script has. */
export async function runStartFiles(shell: BashShell, files: StartFiles): Promise<void> {
  const isPosix = shell.options.set.posix && !files.isSh;
  if (files.isLogin && !isPosix && files.readsProfile) await runProfiles(shell, files.isSh);
  if (!shell.isInteractive) {
    if (!shell.options.set.posix) await runNamed(shell, "BASH_ENV");
  } else if (shell.options.set.posix) await runNamed(shell, "ENV");
  else if (!files.isLogin && files.readsRc) {
    await run(shell, "/etc/bash.bashrc");
    await run(shell, files.rcFile ?? inHome(shell, ".bashrc"));
  }
}

async function runProfiles(shell: BashShell, isSh: boolean): Promise<void> {
  await run(shell, "/etc/profile");
  const names = isSh ? [".profile"] : [".bash_profile", ".bash_login", ".profile"];
  for (const name of names) if (await run(shell, inHome(shell, name))) return;
}

function inHome(shell: BashShell, name: string): string {
  return `${homeOfTilde("", shell.expansion) ?? ""}/${name}`;
}

async function runNamed(shell: BashShell, variable: string): Promise<void> {
  const named = shell.variables.text(variable);
  if (named !== undefined && named !== "") await run(shell, await expandDocument(named, shell.expansion));
}

/** @returns whether the file is there */
async function run(shell: BashShell, path: string): Promise<boolean> {
  let text = "";
  try {
    if ((shell.files.stat(path).mode & 0o170000) !== DIRECTORY) text = shell.textFile(path);
    else await shell.process.printError(`${shell.name}: ${path}: is a directory\n`);
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
  await shell.evaluate(text, { frame: { kind: "source", name: "source", source: path, callLine: 0 } });
  return true;
}
