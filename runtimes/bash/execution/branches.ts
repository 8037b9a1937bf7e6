import type { Case, CaseItem, CompoundList, If } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { expandPattern, expandToText } from "../expansion/words.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { beforeCommand } from "./trace.ts";

export function ifCommand(shell: BashShell, node: If): MaybePromise<number> {
  const condition = shell.executeCondition(node.clause);
  if (isPending(condition) || node.elif.length > 0) return ifAfter(shell, node, condition);
  return branch(shell, condition === 0 ? node.then : node.else);
}

async function ifAfter(shell: BashShell, node: If, condition: MaybePromise<number>): Promise<number> {
  if ((await condition) === 0) return branch(shell, node.then);
  for (const elif of node.elif) {
    if ((await shell.executeCondition(elif.clause)) === 0) return branch(shell, elif.then);
  }
  return branch(shell, node.else);
}

function branch(shell: BashShell, list: CompoundList | undefined): MaybePromise<number> {
  return list ? shell.executeList(list.commands) : 0;
}

export async function caseCommand(shell: BashShell, node: Case): Promise<number> {
  shell.line = shell.source.lineOf(node);
  await beforeCommand(
    shell,
    () => `case ${node.word.text} in`,
    () => `case ${node.word.text} in `,
  );
  const subject = await expandToText(node.word, shell.expansion, "case");
  let status = 0;
  for (let at = 0; at < node.items.length; at++) {
    const item = node.items[at];
    if (!item || !(await matches(shell, item, subject))) continue;
    status = await branch(shell, item.body);
    let ended: CaseItem = item;
    while (ended.terminator === ";&") {
      const next = node.items[++at];
      if (!next) break;
      status = await branch(shell, next.body);
      ended = next;
    }
    if (ended.terminator !== ";;&") break;
  }
  return status;
}

async function matches(shell: BashShell, item: CaseItem, subject: string): Promise<boolean> {
  for (const word of item.pattern) {
    const pattern = await expandPattern(word, shell.expansion);
    if (pattern.matches(subject)) return true;
  }
  return false;
}
