import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { printFunction } from "../tree/function-text.ts";
import type { BashShell } from "./bash-shell.ts";
import type { CommandCall } from "./command-call.ts";
import { ControlFlow } from "./shell.ts";
import { waitForeground } from "./waiting.ts";

/** Runs a program in a process of its own, and waits for it; a subshell that was made for nothing else becomes it. */
export async function runProgram(shell: BashShell, args: readonly string[], call: CommandCall): Promise<number> {
  const name = args[0] ?? "";
  const found = name === "" ? undefined : locate(shell, name, call.temporary?.get("PATH"));
  if (found === undefined) return notFound(shell, args);
  const environment = shell.variables.environment();
  for (const [key, text] of call.temporary ?? []) environment.set(key, text);
  environment.set("_", found);
  for (const each of shell.functions.values()) {
    if (each.isExported) environment.set(`BASH_FUNC_${each.name}%%`, printFunction(each).slice(each.name.length + 1));
  }
  if (call.node !== undefined && call.node === shell.forkedFor) {
    // The process is the command's already.
    shell.resetSignals(shell.process);
    shell.process.args = args;
    shell.process.env = environment;
    shell.isReplaced = true;
    throw new ControlFlow("exit", await executeFile(shell, shell.process, name, found));
  }
  const child = shell.kernel.fork(shell.process, (process) => {
    shell.resetSignals(process);
    process.args = args;
    process.env = environment;
    return executeFile(shell, process, name, found);
  });
  return waitForeground(shell, [child.pid], () => (call.node ? shell.textOf(call.node) : args.join(" ")));
}

/** Becomes a program, or says why not. @returns its exit code, 126 or 127 */
async function executeFile(shell: BashShell, process: Process, name: string, path: string): Promise<number> {
  const fail = async (message: string, status: number): Promise<number> => {
    await process.printError(shell.messageText(`${name.includes("/") ? name : path}: ${message}`));
    return status;
  };
  try {
    if ((shell.files.stat(path).mode & 0o170000) === 0o040000) return await fail("Is a directory", 126);
    process.descriptors.closeOnExec();
    // A script gets its name as it was given.
    return await shell.kernel.execute(process, name.includes("/") ? name : path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code === "ENOEXEC") {
      if (await isBinary(shell, path)) return fail("cannot execute binary file: Exec format error", 126);
      process.args = ["bash", name.includes("/") ? name : path, ...process.args.slice(1)];
      return shell.kernel.execute(process, "/bin/bash");
    }
    if (error.code === "ENOENT") {
      shell.hashed.delete(name);
      return fail(shell.files.exists(path) ? "cannot execute: required file not found" : error.message, 127);
    }
    return fail(error.message, 126);
  }
}

/** As bash tells: a NUL in the first line. A name may promise a module as well. */
async function isBinary(shell: BashShell, path: string): Promise<boolean> {
  if (path.endsWith(".wasm")) return true;
  const file = shell.files.open(path, { access: "read" }, 0);
  const head = await file.read(80, shell.process.interruption);
  file.release();
  const lineEnd = head.indexOf(10);
  return head.subarray(0, lineEnd < 0 ? head.length : lineEnd).includes(0);
}

async function notFound(shell: BashShell, args: readonly string[]): Promise<number> {
  const handler = shell.functions.get("command_not_found_handle");
  if (handler) {
    const pid = shell.forkShell(async (child) => child.callCommand([handler.name, ...args]));
    return waitForeground(shell, [pid], () => handler.name);
  }
  const hasPath = (shell.variables.text("PATH") ?? "") !== "";
  await shell.error(`${args[0] ?? ""}: ${hasPath ? "command not found" : "No such file or directory"}`);
  return 127;
}

/** Where a program is: what was found before is remembered, as `hash` shows. */
function locate(shell: BashShell, name: string, path: string | undefined): string | undefined {
  if (name.includes("/")) return shell.absolutePath(name);
  shell.forgetIfPathChanged();
  const known = path === undefined ? shell.hashed.get(name) : undefined;
  if (known) {
    known.hits++;
    return known.path;
  }
  const found = findProgram(shell, name, path);
  if (found !== undefined && path === undefined && shell.options.set.hashall)
    shell.hashed.set(name, { path: found, hits: 1 });
  return found;
}

/** Goes along PATH. A file that can't be executed is found if there is no other, so that one can be told why. */
export function findProgram(shell: BashShell, name: string, path?: string): string | undefined {
  if (name.includes("/")) return isExecutable(shell, shell.absolutePath(name)) ? name : undefined;
  let refused: string | undefined;
  for (const directory of (path ?? shell.variables.text("PATH") ?? "").split(":")) {
    const candidate = `${directory === "" ? "." : directory}${directory.endsWith("/") ? "" : "/"}${name}`;
    const kind = fileKind(shell, shell.absolutePath(candidate));
    if (kind === "executable") return candidate;
    if (kind === "file") refused ??= candidate;
  }
  return refused;
}

function isExecutable(shell: BashShell, path: string): boolean {
  return fileKind(shell, path) === "executable";
}

function fileKind(shell: BashShell, path: string): "executable" | "file" | undefined {
  // Most of what is looked for along PATH is not there, which is asked without an error.
  if (!shell.files.exists(path)) return undefined;
  try {
    const { mode } = shell.files.stat(path);
    if ((mode & 0o170000) === 0o040000) return undefined;
    return (mode & 0o111) !== 0 ? "executable" : "file";
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** What `exec` does. */
export async function replaceProcess(
  shell: BashShell,
  args: readonly string[],
  options: { readonly name?: string; readonly clearEnvironment?: boolean },
): Promise<number> {
  const [name = ""] = args;
  const path = name.includes("/") ? shell.absolutePath(name.replace(/^(\.\/)+/, "")) : findProgram(shell, name);
  const { process } = shell;
  if (path === undefined || fileKind(shell, path) !== "executable") {
    const status = path === undefined || !shell.files.exists(path) ? 127 : 126;
    const isDirectory = status === 126 && (shell.files.stat(path ?? "/").mode & 0o170000) === 0o040000;
    if (path === undefined) {
      await shell.error(`exec: ${name}: not found`);
      return status;
    }
    const reason = isDirectory ? "Is a directory" : status === 126 ? "Permission denied" : "No such file or directory";
    await shell.error(`${path}: ${reason}`);
    if (status === 126) await shell.error(`exec: ${path}: cannot execute: ${reason}`);
    return status;
  }
  const environment = options.clearEnvironment ? new Map<string, string>() : shell.variables.environment();
  shell.resetSignals(process);
  process.args = [options.name ?? name, ...args.slice(1)];
  process.env = environment;
  shell.isReplaced = true;
  throw new ControlFlow("exit", await executeFile(shell, process, path, path));
}
