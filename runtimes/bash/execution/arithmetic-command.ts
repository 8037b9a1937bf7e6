import type { ArithmeticCommand } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { evaluateBody } from "../expansion/arithmetic.ts";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { abandon } from "./abandon.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { beforeCommand, show, tracesOrTraps } from "./trace.ts";

export function arithmeticCommand(shell: BashShell, node: ArithmeticCommand): MaybePromise<number> {
  shell.line = shell.source.lineOf(node);
  show(shell, node);
  if (tracesOrTraps(shell)) {
    return beforeCommand(
      shell,
      () => `(( ${node.body} ))`,
      () => `((${node.body}))`,
    ).then(() => statusOf(shell, node.body));
  }
  return statusOf(shell, node.body);
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
