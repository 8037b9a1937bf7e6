import type { ArithmeticCommand } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { evaluateBody, evaluateText, expandBody } from "../expansion/arithmetic.ts";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { abandon } from "./abandon.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { debugTrap, show, trace, tracesOrTraps } from "./trace.ts";

export function arithmeticCommand(shell: BashShell, node: ArithmeticCommand): MaybePromise<number> {
  shell.line = shell.source.lineOf(node);
  show(shell, node);
  return tracesOrTraps(shell) ? traced(shell, node.body) : statusOf(shell, node.body);
}

async function traced(shell: BashShell, body: string): Promise<number> {
  await debugTrap(shell, () => `((${body}))`);
  if (!shell.options.set.xtrace) return statusOf(shell, body);
  let expanded: string;
  try {
    expanded = await expandBody(body, shell.expansion);
  } catch (error) {
    return abandon(shell, error);
  }
  await trace(shell, `(( ${expanded} ))`);
  return toStatus(await arithmetic(shell, () => evaluateText(expanded, shell.expansion)));
}

function statusOf(shell: BashShell, body: string): MaybePromise<number> {
  const value = arithmetic(shell, () => evaluateBody(body, shell.expansion));
  if (isPending(value)) return value.then(toStatus);
  return toStatus(value);
}

function toStatus(value: bigint | undefined): number {
  return value === undefined || value === 0n ? 1 : 0;
}

/** @returns nothing if it failed, of which bash has been quoted */
export function arithmetic(shell: BashShell, evaluate: () => MaybePromise<bigint>): MaybePromise<bigint | undefined> {
  try {
    const value = evaluate();
    return isPending(value) ? value.catch((error: unknown) => failed(shell, error)) : value;
  } catch (error) {
    return failed(shell, error);
  }
}

async function failed(shell: BashShell, error: unknown): Promise<undefined> {
  if (!(error instanceof ExpansionError) || error.ends === "shell") return abandon(shell, error);
  await shell.error(`((: ${error.message}`);
  return undefined;
}
