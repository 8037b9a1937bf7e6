import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";
import type { SetOption } from "../state/shell-options.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, HelpRequest, usageFailure } from "./failure.ts";
import { printOutput } from "./output.ts";
import {
  changeSetOption,
  isSetOption,
  SET_NAMES,
  setCommandLine,
  setOptionOfLetter,
  stateLine,
} from "./set-options.ts";
import { listing } from "./variable-listing.ts";

export const set = defineBuiltin({
  name: "set",
  isSpecial: true,
  usage: "set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]",
  summary: "Sets options of the shell and its positional parameters, or lists variables.",
  run(shell, args, process) {
    if (args.length === 0) return printOutput(shell, process, "set", listing(shell));
    const request = parseSet(args);
    for (const [name, isOn] of request.changes) changeSetOption(shell, name, isOn);
    if (request.positional !== undefined) shell.positional = [...request.positional];
    return request.lists === undefined ? 0 : printOptions(shell, process, request.lists);
  },
});

interface SetRequest {
  readonly changes: readonly (readonly [SetOption, boolean])[];
  /** `set -o` or `set +o` without a name. */
  readonly lists: "-" | "+" | undefined;
  readonly positional: readonly string[] | undefined;
}

/** All is looked at before anything is changed. */
function parseSet(args: readonly string[]): SetRequest {
  const changes: [SetOption, boolean][] = [];
  let lists: SetRequest["lists"];
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--") return { changes, lists, positional: args.slice(at + 1) };
    if (word === "-") {
      changes.push(["xtrace", false], ["verbose", false]);
      return { changes, lists, positional: at + 1 < args.length ? args.slice(at + 1) : undefined };
    }
    if (word === "--help") throw new HelpRequest();
    const sign = word.charAt(0);
    if (sign !== "-" && sign !== "+") break;
    for (const letter of word.slice(1)) {
      if (letter === "o") {
        const name = args[at + 1];
        if (name === undefined) {
          lists = sign;
          continue;
        }
        at++;
        if (!isSetOption(name)) throw new BuiltinFailure(`${name}: invalid option name`, 2);
        changes.push([name, sign === "-"]);
        continue;
      }
      const option = setOptionOfLetter(letter);
      if (option === undefined) throw usageFailure(`${sign}${letter}: invalid option`);
      changes.push([option, sign === "-"]);
    }
  }
  return { changes, lists, positional: at < args.length ? args.slice(at) : undefined };
}

function printOptions(shell: Shell, process: Process, form: "-" | "+"): Promise<number> | number {
  const line = form === "-" ? stateLine : setCommandLine;
  const text = SET_NAMES.map((name) => line(name, shell.options.set[name])).join("");
  return printOutput(shell, process, "set", text);
}
