import type { Shell } from "../execution/shell.ts";
import { VariableError } from "../state/variables.ts";
import { defineBuiltin, variableMessage } from "./define.ts";
import { BuiltinFailure, usageFailure } from "./failure.ts";
import { isIdentifier } from "./names.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";

export const getopts = defineBuiltin({
  name: "getopts",
  usage: "getopts optstring name [arg ...]",
  summary: "Reads the options of a script or function, one a call.",
  async run(shell, args) {
    const [letters, name, ...given] = parseOptions(args, "").operands;
    if (letters === undefined || name === undefined) throw usageFailure();
    const words = given.length > 0 ? given : shell.positional;
    const found = nextOption(shell, letters, words);
    const { variables } = shell;
    variables.assign("OPTIND", String(shell.builtins.getopts.optind));
    if (found.argument === undefined) variables.unset("OPTARG");
    else variables.assign("OPTARG", found.argument);
    if (found.complaint !== undefined && !letters.startsWith(":") && variables.text("OPTERR") !== "0")
      await shell.process.printError(`${shell.name}: ${found.complaint}\n`);
    if (!isIdentifier(name)) throw new BuiltinFailure(`\`${name}': not a valid identifier`);
    try {
      variables.assign(name, found.letter);
    } catch (error) {
      if (!(error instanceof VariableError)) throw error;
      await shell.error(variableMessage(error));
      return 2;
    }
    return found.isEnd ? 1 : 0;
  },
});

interface FoundOption {
  readonly letter: string;
  readonly argument: string | undefined;
  readonly complaint?: string;
  readonly isEnd: boolean;
}

/** Where it is within a word is kept beside OPTIND, which only counts words; a change of OPTIND begins anew. */
function nextOption(shell: Shell, letters: string, words: readonly string[]): FoundOption {
  const state = shell.builtins.getopts;
  const optind = integerOf(shell.variables.text("OPTIND") ?? "1") ?? 1;
  if (optind !== state.optind || optind < 1) {
    state.optind = Math.max(1, optind);
    state.offset = 0;
  }
  const end: FoundOption = { letter: "?", argument: undefined, isEnd: true };
  if (state.optind > words.length + 1) state.optind = words.length + 1;
  if (state.offset === 0) {
    const word = words[state.optind - 1];
    if (word === undefined || !word.startsWith("-") || word === "-") return end;
    if (word === "--") {
      state.optind++;
      return end;
    }
    state.offset = 1;
  }
  const word = words[state.optind - 1] ?? "";
  const letter = word.charAt(state.offset++);
  const rest = word.slice(state.offset);
  const known = letter === ":" ? -1 : letters.indexOf(letter, letters.startsWith(":") ? 1 : 0);
  const isSilent = letters.startsWith(":");
  if (rest === "") next(state);
  if (known === -1) {
    const complaint = `illegal option -- ${letter}`;
    return { letter: "?", argument: isSilent ? letter : undefined, complaint, isEnd: false };
  }
  if (letters.charAt(known + 1) !== ":") return { letter, argument: undefined, isEnd: false };
  if (rest !== "") {
    next(state);
    return { letter, argument: rest, isEnd: false };
  }
  const argument = words[state.optind - 1];
  if (argument !== undefined) {
    next(state);
    return { letter, argument, isEnd: false };
  }
  if (isSilent) return { letter: ":", argument: letter, isEnd: false };
  return { letter: "?", argument: undefined, complaint: `option requires an argument -- ${letter}`, isEnd: false };
}

function next(state: { optind: number; offset: number }): void {
  state.optind++;
  state.offset = 0;
}
