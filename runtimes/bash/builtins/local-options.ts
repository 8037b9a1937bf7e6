/* `local -`: the options of `set` are what they were when the function that said it ends. */

import type { Shell } from "../execution/shell.ts";

export function keepOptions(shell: Shell): void {
  const { localOptions } = shell.builtins;
  const depth = shell.frames.length;
  if (!localOptions.has(depth)) localOptions.set(depth, { ...shell.options.set });
}

/** To be called when a function ends, while its frame is still there. */
export function restoreOptions(shell: Shell): void {
  const { localOptions } = shell.builtins;
  if (localOptions.size === 0) return;
  const kept = localOptions.get(shell.frames.length);
  if (kept === undefined) return;
  Object.assign(shell.options.set, kept);
  localOptions.delete(shell.frames.length);
}
