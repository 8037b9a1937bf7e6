import { type AliasedText, expandAliases } from "../tree/aliases.ts";
import { parseScript, type Script } from "../tree/script.ts";
import type { BashShell } from "./bash-shell.ts";

/** A text as the shell reads it now, with what the aliases of this moment stand for in their place. */
export interface Reading {
  readonly script: Script;
  /** Whether aliases or `extglob` have changed, so that what has not run yet is to be read anew. */
  readonly isOutdated: boolean;
  /** Where in the text itself a line goes on that ends at this place of the script. */
  originalEnd(lineEnd: number): number;
}

export function readScript(shell: BashShell, text: string, firstLine: number): Reading {
  const before = usesAliases(shell) ? new Map(shell.aliases) : undefined;
  const aliased: AliasedText | undefined = before && expandAliases(text, before);
  const { extglob } = shell.options.shopt;
  return {
    script: parseScript(aliased?.text ?? text, firstLine, extglob),
    get isOutdated() {
      if (shell.options.shopt.extglob !== extglob) return true;
      const now = usesAliases(shell) ? shell.aliases : undefined;
      return now === undefined || before === undefined ? now !== before : !isSame(before, now);
    },
    originalEnd: (lineEnd) => aliased?.originalEnd(lineEnd) ?? lineEnd,
  };
}

/** A text that was parsed as part of another one, and is read once more when it runs if it may have aliases in it. */
export function withAliases(shell: BashShell, text: string): string {
  return usesAliases(shell) ? expandAliases(text, shell.aliases).text : text;
}

function usesAliases(shell: BashShell): boolean {
  return shell.aliases.size > 0 && (shell.options.shopt.expand_aliases || shell.options.set.posix);
}

function isSame(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): boolean {
  if (before.size !== now.size) return false;
  for (const [name, text] of now) if (before.get(name) !== text) return false;
  return true;
}
