import { SET_OPTIONS, type SetOption, type ShoptOption } from "../state/shell-options.ts";
import type { BashShell } from "./bash-shell.ts";

const ORDER = "abefhikmnprtuvxBCEHPT";

/** `$-` */
export function optionLetters(shell: BashShell): string {
  const on = new Set<string>(shell.isInteractive ? ["i"] : []);
  for (const [name, letter] of Object.entries(SET_OPTIONS)) {
    if (letter !== "" && shell.options.set[name as SetOption]) on.add(letter);
  }
  const letters = [...ORDER].filter((letter) => on.has(letter)).join("");
  return letters + (shell.readsCommandString ? "c" : "") + (shell.readsStandardInput ? "s" : "");
}

/** Sets what the command line says. */
export function setShellOptions(
  shell: BashShell,
  setOptions: ReadonlyMap<SetOption, boolean>,
  shoptOptions: ReadonlyMap<ShoptOption, boolean>,
): void {
  for (const [name, isOn] of setOptions) shell.options.set[name] = isOn;
  for (const [name, isOn] of shoptOptions) shell.options.shopt[name] = isOn;
}
