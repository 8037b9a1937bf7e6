/* Setting and listing options, for `set -o`, `set` with letters, and `shopt`. */

import type { Shell } from "../execution/shell.ts";
import { SET_OPTIONS, type SetOption, SHOPT_OPTIONS, type ShoptOption } from "../state/shell-options.ts";

export const SET_NAMES = Object.keys(SET_OPTIONS) as SetOption[];
export const SHOPT_NAMES = Object.keys(SHOPT_OPTIONS) as ShoptOption[];

export function isSetOption(name: string): name is SetOption {
  return Object.hasOwn(SET_OPTIONS, name);
}

export function isShoptOption(name: string): name is ShoptOption {
  return Object.hasOwn(SHOPT_OPTIONS, name);
}

export function setOptionOfLetter(letter: string): SetOption | undefined {
  return SET_NAMES.find((name) => SET_OPTIONS[name] === letter);
}

export function changeSetOption(shell: Shell, name: SetOption, isOn: boolean): void {
  const { set, shopt } = shell.options;
  set[name] = isOn;
  if (name === "interactive-comments") shopt.interactive_comments = isOn;
  if (name === "posix") {
    if (!isOn) shell.variables.unset("POSIXLY_CORRECT");
    else if (shell.variables.text("POSIXLY_CORRECT") === undefined) shell.variables.assign("POSIXLY_CORRECT", "y");
  }
  // There is one way of editing lines at a time.
  if (isOn && name === "vi") set.emacs = false;
  if (isOn && name === "emacs") set.vi = false;
}

export function changeShoptOption(shell: Shell, name: ShoptOption, isOn: boolean): void {
  shell.options.shopt[name] = isOn;
  if (name === "interactive_comments") shell.options.set["interactive-comments"] = isOn;
}

/** `pipefail       	off` */
export function stateLine(name: string, isOn: boolean): string {
  return `${name.padEnd(15)}\t${isOn ? "on" : "off"}\n`;
}

/** `set +o pipefail` */
export function setCommandLine(name: string, isOn: boolean): string {
  return `set ${isOn ? "-" : "+"}o ${name}\n`;
}

/** `shopt -u extglob` */
export function shoptCommandLine(name: string, isOn: boolean): string {
  return `shopt ${isOn ? "-s" : "-u"} ${name}\n`;
}
