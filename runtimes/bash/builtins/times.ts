import { defineBuiltin } from "./define.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

/** The time that processes compute is not counted by this machine. */
const NOTHING = "0m0.000s 0m0.000s\n";

export const times = defineBuiltin({
  name: "times",
  isSpecial: true,
  usage: "times",
  summary: "Shows the time that the shell and its children have used.",
  run(shell, args, process) {
    parseOptions(args, "");
    return printOutput(shell, process, "times", NOTHING + NOTHING);
  },
});
