import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import type { BashShell, ShellStart } from "./execution/bash-shell.ts";
import { runText } from "./execution/evaluate.ts";
import { setShellOptions } from "./execution/option-letters.ts";
import { RunningShell } from "./execution/running-shell.ts";
import { runStandardInput } from "./execution/standard-input.ts";
import { runStartFiles } from "./execution/start-files.ts";
import { startVariables } from "./execution/start-variables.ts";
import { runSubshell } from "./execution/subshell-run.ts";
import { HELP, type Invocation, parseArguments, USAGE, VERSION } from "./invocation.ts";

/** A shell in a process, with what it is to begin with; nothing runs yet. */
export function createShell(kernel: Kernel, process: Process, start: ShellStart): BashShell {
  const shell = new RunningShell(kernel, process, start);
  startVariables(shell);
  return shell;
}

/** The program `bash`, which is also `sh`. */
export async function bashProgram(process: Process, kernel: Kernel): Promise<number> {
  const called = process.args[0] ?? "bash";
  const invocation = parseArguments(process.args.slice(1));
  if (invocation.kind === "failure") {
    await process.printError(`${called}: ${invocation.message}\n${invocation.showsUsage ? USAGE : ""}`);
    return 2;
  }
  if (invocation.kind === "version") {
    await process.print(VERSION);
    return 0;
  }
  if (invocation.kind === "help") {
    await process.print(HELP);
    return 0;
  }
  return runShell(process, kernel, called, invocation);
}

async function runShell(
  process: Process,
  kernel: Kernel,
  called: string,
  invocation: Extract<Invocation, { kind: "run" }>,
): Promise<number> {
  const { command, operands } = invocation;
  if (command !== undefined) {
    const shell = createShell(kernel, process, { name: operands[0] ?? called, readsCommandString: true });
    shell.positional = operands.slice(1);
    shell.variables.assign("BASH_EXECUTION_STRING", command);
    configure(shell, called, invocation);
    return runSubshell(shell, async () => {
      await readStartFiles(shell, called, invocation);
      return runText(shell, command, 1, "-c: ");
    });
  }
  const [script] = operands;
  if (script !== undefined && !invocation.readsStandardInput)
    return runScript(process, kernel, called, invocation, script);
  const shell = createShell(kernel, process, { name: called, readsStandardInput: true });
  shell.positional = [...operands];
  configure(shell, called, invocation);
  return runSubshell(shell, async () => {
    await readStartFiles(shell, called, invocation);
    return runStandardInput(shell);
  });
}

async function runScript(
  process: Process,
  kernel: Kernel,
  called: string,
  invocation: Extract<Invocation, { kind: "run" }>,
  script: string,
): Promise<number> {
  const shell = createShell(kernel, process, { name: script });
  const text = scriptText(shell, script);
  if ("problem" in text) {
    await process.printError(`${text.status === 127 ? called : script}: ${script}: ${text.problem}\n`);
    return text.status;
  }
  shell.positional = invocation.operands.slice(1);
  configure(shell, called, invocation);
  return runSubshell(shell, async () => {
    await readStartFiles(shell, called, invocation);
    shell.frames.push({ kind: "main", name: "main", source: script, callLine: 0 });
    return runText(shell, text.text, 1, "");
  });
}

function readStartFiles(
  shell: BashShell,
  called: string,
  invocation: Extract<Invocation, { kind: "run" }>,
): Promise<void> {
  const { readsProfile, readsRc, rcFile } = invocation;
  const isLogin = shell.options.shopt.login_shell;
  return runStartFiles(shell, { isLogin, isSh: isSh(called), readsProfile, readsRc, rcFile });
}

function scriptText(shell: BashShell, script: string): { text: string } | { problem: string; status: number } {
  try {
    const path = script.includes("/") || shell.files.exists(script) ? script : (shell.findProgram(script) ?? script);
    if ((shell.files.stat(path).mode & 0o170000) === 0o040000) return { problem: "Is a directory", status: 126 };
    const bytes = shell.files.readFile(path);
    const firstLine = bytes.subarray(0, 80);
    if (firstLine.includes(0) && firstLine.indexOf(0) < (firstLine.indexOf(10) + 1 || 80)) {
      return { problem: "cannot execute binary file", status: 126 };
    }
    return { text: decodeUtf8(bytes, "escape") };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { problem: error.message, status: error.code === "ENOENT" ? 127 : 126 };
  }
}

function configure(shell: BashShell, called: string, invocation: Extract<Invocation, { kind: "run" }>): void {
  if (isSh(called)) shell.options.set.posix = true;
  setShellOptions(shell, invocation.setOptions, invocation.shoptOptions);
  if (invocation.isInteractive) beInteractive(shell);
  if (shell.options.set.posix) shell.options.shopt.expand_aliases = true;
  if (invocation.isLogin || called.startsWith("-")) shell.options.shopt.login_shell = true;
}

function beInteractive(shell: BashShell): void {
  shell.isInteractive = true;
  shell.options.shopt.expand_aliases = true;
  shell.options.set.histexpand = true;
  if (shell.variables.text("PS1") === undefined) shell.variables.assign("PS1", "\\s-\\v\\$ ");
  if (shell.variables.text("PS2") === undefined) shell.variables.assign("PS2", "> ");
}

function isSh(called: string): boolean {
  return called.slice(called.lastIndexOf("/") + 1).replace(/^-/, "") === "sh";
}
