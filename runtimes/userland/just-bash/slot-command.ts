import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";

/** A command of ours; `original` is just-bash's of that name. */
export type SlotCommand = (
  args: string[],
  context: ResolvedCommandContext,
  original: (args: string[]) => Promise<ExecResult>,
) => Promise<ExecResult>;
