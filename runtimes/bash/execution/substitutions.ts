import type { ParsedScript, Word } from "unbash";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { expandToText } from "../expansion/words.ts";
import { printedLines } from "../tree/command-printer.ts";
import { parseWords, withJoinedWords } from "../tree/joined-words.ts";
import { PrintedSource, SourceText } from "../tree/source-text.ts";
import { describeSyntaxError } from "../tree/syntax-problem.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { openTarget } from "./open-target.ts";
import { withAliases } from "./reading.ts";
import { statusOf, waitForChild } from "./waiting.ts";

/** Where descriptors of process substitutions begin, downwards, as bash has them. */
const HIGHEST_SUBSTITUTION = 63;
const CHUNK_BYTES = 65_536;

/** `$(…)`: what a subshell printed, without the newlines at the end. Its status is that of a command that has no other. */
export async function commandSubstitution(shell: BashShell, parsed: ParsedScript): Promise<string> {
  const { script, source } = readAgain(shell, parsed);
  const problem = script.errors?.[0];
  if (problem) {
    const text = new SourceText(source.text.slice(script.pos, script.end));
    const { line, messages } = describeSyntaxError(text, problem.message, problem.pos - script.pos);
    for (const message of messages)
      await shell.process.printError(`${shell.name}: command substitution: line ${line}: ${message}\n`);
    shell.substitutionStatus = 1;
    return "";
  }
  const file = shortcutFile(script);
  const bytes = file ? await fileContent(shell, file) : await output(shell, script, source);
  return withoutNewlines(await withoutNuls(shell, decodeUtf8(bytes, "escape")));
}

/** A substitution with the text that its positions index. Aliases are looked up when it runs, not when it is parsed. */
function readAgain(shell: BashShell, script: ParsedScript): { script: ParsedScript; source: SourceText } {
  const source = script.source === undefined ? shell.source : new SourceText(script.source);
  const text = source.text.slice(script.pos, script.end);
  const aliased = withAliases(shell, text);
  if (aliased === text) {
    withJoinedWords(script, source.text);
    return { script, source: numbered(shell, script, source) };
  }
  return { script: parseWords(aliased), source: new SourceText(aliased, shell.line) };
}

/** The script's lines count from that of the command that it is part of. */
function numbered(shell: BashShell, script: ParsedScript, source: SourceText): SourceText {
  const before = source.lineAt(script.pos);
  if (source.text[script.pos - 1] !== "(")
    return before === shell.line ? source : new SourceText(source.text, shell.line - before + source.firstLine);
  let lines = shell.trees.substitutionLines.get(script);
  if (!lines) {
    lines = printedLines(script, source.text);
    shell.trees.substitutionLines.set(script, lines);
  }
  const isInLine = lines.size === 0 && before === shell.line && source.lineAt(script.end) === shell.line;
  return isInLine ? source : new PrintedSource(source.text, shell.line, lines);
}

/** `$(<file)` runs nothing. */
function shortcutFile(script: ParsedScript): Word | undefined {
  const command = script.commands.length === 1 ? script.commands[0]?.command : undefined;
  if (command?.type !== "Command" || command.name || command.prefix.length !== 1) return undefined;
  const [redirect] = command.prefix;
  return redirect?.type === "Redirect" && redirect.operator === "<" && !redirect.descriptor
    ? redirect.target
    : undefined;
}

async function fileContent(shell: BashShell, word: Word): Promise<Uint8Array> {
  const target = await expandToText(word, shell.expansion, "redirection");
  let fd: number;
  try {
    fd = openTarget(shell, "<", target);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await shell.error(`${target}: ${error.message}`);
    shell.substitutionStatus = 1;
    return new Uint8Array();
  }
  try {
    shell.substitutionStatus = 0;
    return await readAll(shell, fd);
  } finally {
    shell.process.descriptors.close(fd);
  }
}

async function output(shell: BashShell, script: ParsedScript, source: SourceText): Promise<Uint8Array> {
  const { descriptors } = shell.process;
  const { readEnd, writeEnd } = shell.kernel.pipe();
  const readFd = descriptors.add(readEnd, { minFd: 10, closeOnExec: true });
  const writeFd = descriptors.add(writeEnd, { minFd: 10, closeOnExec: true });
  const { loopDepth } = shell;
  const pid = shell.forkShell(
    async (child) => {
      child.source = source;
      child.loopDepth = loopDepth;
      child.traceLevel++;
      if (!child.options.shopt.inherit_errexit && !child.options.set.posix) child.options.set.errexit = false;
      return child.executeList(script.commands);
    },
    {
      prepare: (table) => {
        table.duplicate(writeFd, 1);
        table.close(writeFd);
        table.close(readFd);
      },
    },
  );
  descriptors.close(writeFd);
  let bytes: Uint8Array;
  try {
    bytes = await readAll(shell, readFd);
  } finally {
    descriptors.close(readFd);
  }
  shell.substitutionStatus = statusOf(await waitForChild(shell, pid));
  shell.lastStatus = shell.substitutionStatus;
  return bytes;
}

async function readAll(shell: BashShell, fd: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = await readChunk(shell, fd);
    if (chunk.length === 0) break;
    chunks.push(chunk);
    length += chunk.length;
  }
  const [only] = chunks;
  if (chunks.length === 1 && only) return only;
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

async function readChunk(shell: BashShell, fd: number): Promise<Uint8Array> {
  for (;;) {
    try {
      const read = shell.process.read(fd, CHUNK_BYTES);
      return isPending(read) ? await read : read;
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
      await shell.process.checkpoint();
    }
  }
}

async function withoutNuls(shell: BashShell, text: string): Promise<string> {
  if (!text.includes("\0")) return text;
  await shell.error("warning: command substitution: ignored null byte in input");
  return text.replaceAll("\0", "");
}

function withoutNewlines(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 10) end--;
  return text.slice(0, end);
}

/** `<(…)` and `>(…)`: runs beside the command that gets the path. */
export function processSubstitution(shell: BashShell, parsed: ParsedScript, operator: "<" | ">"): string {
  const { script, source } = readAgain(shell, parsed);
  const { descriptors } = shell.process;
  const { readEnd, writeEnd } = shell.kernel.pipe();
  let number = HIGHEST_SUBSTITUTION;
  while (number > 10 && descriptors.has(number)) number--;
  const ours = operator === "<" ? readEnd : writeEnd;
  descriptors.set(number, ours);
  const theirs = descriptors.add(operator === "<" ? writeEnd : readEnd, { minFd: 10, closeOnExec: true });
  const pid = shell.forkShell(
    async (child) => {
      child.source = source;
      child.traceLevel++;
      return child.executeList(script.commands);
    },
    {
      isAsynchronous: true,
      keepsInput: true,
      prepare: (table) => {
        table.duplicate(theirs, operator === "<" ? 1 : 0);
        table.close(theirs);
        table.close(number);
      },
    },
  );
  descriptors.close(theirs);
  shell.lastBackgroundPid = pid;
  shell.openSubstitutions.push(number);
  shell.substitutionPids.push(pid);
  return `/dev/fd/${number}`;
}
