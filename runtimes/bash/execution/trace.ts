import type { Command } from "unbash";
import { encodeUtf8 } from "../../web/encoding.ts";
import { decodePrompt } from "../expansion/prompt.ts";
import { expandDocument } from "../expansion/words.ts";
import type { BashShell, ShownCommand } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { runTrap } from "./trap-runner.ts";

/** Whether something has to be done before each command. */
export function tracesOrTraps(shell: BashShell): boolean {
  return shell.options.set.xtrace || (shell.traps.size > 0 && shell.traps.has("DEBUG"));
}

/** Makes a command the one that BASH_COMMAND shows. */
export function show(shell: BashShell, node: ShownCommand): void {
  if (shell.runningTraps.size > 0) return;
  shell.currentCommand = node;
  shell.currentSource = shell.source;
  shell.commandText = undefined;
}

/** DEBUG and xtrace, before a command that is not simple. */
export async function beforeCommand(
  shell: BashShell,
  text: () => string,
  commandText: () => string = text,
): Promise<void> {
  if (shell.traps.size > 0) await debugTrap(shell, commandText);
  if (shell.options.set.xtrace) await trace(shell, text());
}

export async function debugTrap(shell: BashShell, text: () => string): Promise<void> {
  if (!shell.traps.has("DEBUG") || !shell.runsTrap("DEBUG")) return;
  if (shell.runningTraps.size === 0) shell.commandText = text();
  await runTrap(shell, "DEBUG");
}

/** Runs the DEBUG trap of a simple command that gets a subshell: in the shell itself, before that is made. */
export async function debugBeforeFork(shell: BashShell, command: Command): Promise<void> {
  shell.line = shell.source.lineOf(command);
  await debugTrap(shell, () => shell.textOf(command));
}

/** A line of xtrace: PS4, whose first character stands once for each level of substitution, and the command. */
export async function trace(shell: BashShell, command: string): Promise<void> {
  const prompt = await promptText(shell, shell.variables.text("PS4") ?? "");
  const first = String.fromCodePoint(...[prompt.codePointAt(0) ?? 0]);
  const prefix = prompt === "" ? "" : first.repeat(shell.traceLevel) + prompt.slice(first.length);
  const fd = Number(shell.variables.text("BASH_XTRACEFD") ?? "2");
  const written = shell.process.write(
    Number.isInteger(fd) && shell.process.descriptors.has(fd) ? fd : 2,
    encodeUtf8(`${prefix}${command}\n`),
  );
  if (isPending(written)) await written;
}

/** Expands a prompt (PS4, PS3). */
export async function promptText(shell: BashShell, prompt: string): Promise<string> {
  if (!prompt.includes("$") && !prompt.includes("`") && !prompt.includes("\\")) return prompt;
  const traces = shell.options.set.xtrace;
  const status = shell.lastStatus;
  shell.options.set.xtrace = false;
  try {
    return await expandDocument(decodePrompt(prompt, shell.expansion), shell.expansion);
  } finally {
    shell.options.set.xtrace = traces;
    shell.lastStatus = status;
  }
}
