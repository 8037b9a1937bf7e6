import type { HereDoc, Redirect, Redirected, Redirection, Word } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { expandHereDoc, expandToText } from "../expansion/words.ts";
import { VariableError } from "../state/variables.ts";
import { expandedParts, literalBody } from "../tree/here-doc.ts";
import type { BashShell } from "./bash-shell.ts";
import { ClobberError } from "./clobber-error.ts";
import { afterFailure, endsWithFailure } from "./failure.ts";
import { inputText } from "./input-text.ts";
import { openTarget } from "./open-target.ts";

/** Where bash keeps what a redirection hides, and what `{name}>` gets. */
const HIGH_DESCRIPTOR = 10;

/** Redirections that are in force, and how to take them back. */
export interface Redirections {
  undo(): void;
  /** As `exec` does: they stay. */
  keep(): void;
}

/** A redirection can't be made. The message has the target in front: `f: No such file or directory`. */
class RedirectionError extends Error {}

/** Makes redirections, one after the other. @returns nothing if one failed, of which bash has been quoted: none is in force */
export async function redirect(
  shell: BashShell,
  redirections: readonly Redirection[],
): Promise<Redirections | undefined> {
  const saved = new SavedDescriptors(shell);
  try {
    for (const redirection of redirections) await apply(shell, redirection, saved);
    return saved;
  } catch (error) {
    saved.undo();
    if (error instanceof RedirectionError || error instanceof VariableError) {
      await shell.error(error instanceof VariableError ? `${error.variable}: ${error.message}` : error.message);
      return undefined;
    }
    if (error instanceof SystemError) {
      await shell.error(`redirection error: cannot duplicate fd: ${error.message}`);
      return undefined;
    }
    throw error;
  }
}

/** A compound command with redirections. */
export async function redirected(
  shell: BashShell,
  node: Redirected,
  run = (): MaybePromise<number> => shell.execute(node.command),
): Promise<number> {
  shell.line = shell.source.lineOf(node);
  const openBefore = shell.openSubstitutions.length;
  const made = await redirect(shell, node.redirects);
  if (!made) {
    shell.closeSubstitutions(openBefore);
    shell.lastStatus = 1;
    if (shell.ignoringFailure > 0 || endsWithFailure(node)) return 1;
    return afterFailure(shell, 1);
  }
  try {
    return await run();
  } finally {
    made.undo();
    shell.closeSubstitutions(openBefore);
  }
}

class SavedDescriptors implements Redirections {
  readonly #shell: BashShell;
  /** For each descriptor that was redirected, the one that keeps what it was before; nothing if it was closed. */
  readonly #saved = new Map<number, number | undefined>();

  constructor(shell: BashShell) {
    this.#shell = shell;
  }

  save(fd: number): void {
    if (this.#saved.has(fd)) return;
    const { descriptors } = this.#shell.process;
    const kept = descriptors.has(fd)
      ? descriptors.add(descriptors.get(fd), { minFd: HIGH_DESCRIPTOR, closeOnExec: true })
      : undefined;
    this.#saved.set(fd, kept);
  }

  undo(): void {
    const { descriptors } = this.#shell.process;
    for (const [fd, kept] of [...this.#saved].reverse()) {
      if (kept !== undefined) {
        if (descriptors.has(kept)) {
          descriptors.duplicate(kept, fd);
          descriptors.close(kept);
        }
      } else if (descriptors.has(fd)) descriptors.close(fd);
    }
    this.#saved.clear();
  }

  keep(): void {
    const { descriptors } = this.#shell.process;
    for (const kept of this.#saved.values()) if (kept !== undefined && descriptors.has(kept)) descriptors.close(kept);
    this.#saved.clear();
  }
}

async function apply(shell: BashShell, node: Redirection, saved: SavedDescriptors): Promise<void> {
  if (node.type === "HereDoc") return place(shell, node, 0, inputText(shell, await hereDocText(shell, node)), saved);
  if (node.type === "HereString") {
    const text = node.target ? await expandToText(node.target, shell.expansion, "here-string") : "";
    return place(shell, node, 0, inputText(shell, encodeUtf8(`${text}\n`)), saved);
  }
  const { operator } = node;
  if (operator === "<&" || operator === ">&") return duplicate(shell, node, saved);
  const target = await targetText(shell, node.target);
  const opened = openedFd(shell, node, target);
  if (operator === "&>" || operator === "&>>") {
    saved.save(1);
    saved.save(2);
    shell.process.descriptors.duplicate(opened, 1);
    shell.process.descriptors.duplicate(opened, 2);
    if (opened !== 1 && opened !== 2) shell.process.descriptors.close(opened);
    return;
  }
  place(shell, node, operator.startsWith("<") ? 0 : 1, opened, saved);
}

async function hereDocText(shell: BashShell, node: HereDoc): Promise<Uint8Array> {
  if (node.delimiter?.quoted) return encodeUtf8(literalBody(node));
  let parts = shell.trees.hereDocs.get(node);
  if (!parts) {
    parts = expandedParts(node);
    shell.trees.hereDocs.set(node, parts);
  }
  return encodeUtf8(await expandHereDoc(parts, shell.expansion));
}

/** Puts what was opened at the number the redirection names, or at a free one for `{name}`. */
function place(shell: BashShell, node: Redirection, usual: number, opened: number, saved: SavedDescriptors): void {
  const { descriptors } = shell.process;
  if (node.descriptor?.type === "FileDescriptorVariable") {
    const fd = descriptors.add(descriptors.get(opened), { minFd: HIGH_DESCRIPTOR });
    descriptors.close(opened);
    shell.variables.assign(node.descriptor.name, String(fd));
    return;
  }
  const fd = node.descriptor?.value ?? usual;
  if (fd === opened) return;
  saved.save(fd);
  put(shell, opened, fd, String(fd));
  descriptors.close(opened);
}

function openedFd(shell: BashShell, node: Redirect, target: string): number {
  try {
    return openTarget(shell, node.operator, target);
  } catch (error) {
    if (error instanceof SystemError || error instanceof ClobberError)
      throw new RedirectionError(`${target}: ${error.message}`);
    throw error;
  }
}

async function targetText(shell: BashShell, word: Word | undefined): Promise<string> {
  if (!word) return "";
  try {
    return await expandToText(word, shell.expansion, "redirection");
  } catch (error) {
    if (error instanceof ExpansionError && error.message.endsWith(": ambiguous redirect")) {
      throw new RedirectionError(error.message);
    }
    throw error;
  }
}

/** `n<&m`, `n>&m`, `n>&m-`, `n>&-`, and `>&file`, which is `&>file`. */
async function duplicate(shell: BashShell, node: Redirect, saved: SavedDescriptors): Promise<void> {
  const { descriptors } = shell.process;
  const target = await targetText(shell, node.target);
  const usual = node.operator === "<&" ? 0 : 1;
  const variable = node.descriptor?.type === "FileDescriptorVariable" ? node.descriptor.name : undefined;
  const fd = node.descriptor?.type === "FileDescriptor" ? node.descriptor.value : usual;
  if (target === "-") {
    const closed = variable === undefined ? fd : Number(descriptorVariable(shell, variable));
    if (!Number.isInteger(closed) || (variable !== undefined && closed === 0))
      throw new RedirectionError(`${variable}: ambiguous redirect`);
    if (variable === undefined) saved.save(closed);
    if (descriptors.has(closed)) descriptors.close(closed);
    return;
  }
  const moves = target.length > 1 && target.endsWith("-");
  const digits = moves ? target.slice(0, -1) : target;
  if (!isNumber(digits)) {
    if (node.operator === "<&" || node.descriptor)
      throw new RedirectionError(`${node.target?.text}: ambiguous redirect`);
    return apply(shell, { ...node, operator: "&>" }, saved);
  }
  const from = Number(digits);
  if (!descriptors.has(from)) throw new RedirectionError(`${digits}: ${new SystemError("EBADF").message}`);
  if (variable !== undefined) {
    const made = descriptors.add(descriptors.get(from), { minFd: HIGH_DESCRIPTOR });
    shell.variables.assign(variable, String(made));
  } else {
    saved.save(fd);
    put(shell, from, fd, digits);
  }
  if (moves && (variable !== undefined || from !== fd)) {
    saved.save(from);
    descriptors.close(from);
  }
}

function put(shell: BashShell, from: number, to: number, name: string): void {
  try {
    shell.process.descriptors.duplicate(from, to);
  } catch (error) {
    if (error instanceof SystemError) throw new RedirectionError(`${name}: ${error.message}`);
    throw error;
  }
}

/** The value of `{name}` or `{name[index]}`. */
function descriptorVariable(shell: BashShell, name: string): string {
  const open = name.indexOf("[");
  if (open < 0) return shell.variables.text(name) ?? "";
  const value = shell.variables.get(name.slice(0, open))?.value;
  const key = name.slice(open + 1, -1);
  if (value?.kind === "associative") return value.items.get(key) ?? "";
  return (value?.kind === "indexed" ? value.items.get(Number(key)) : undefined) ?? "";
}

function isNumber(text: string): boolean {
  if (text === "" || text.length > 9) return false;
  for (const digit of text) if (digit < "0" || digit > "9") return false;
  return true;
}
