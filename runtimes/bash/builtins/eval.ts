import { defineBuiltin } from "./define.ts";
import { parseOptions } from "./options.ts";

export const evalBuiltin = defineBuiltin({
  name: "eval",
  isSpecial: true,
  usage: "eval [arg ...]",
  summary: "Runs its arguments as commands of the shell.",
  run(shell, args) {
    const { operands } = parseOptions(args, "");
    return operands.length === 0 ? 0 : shell.evaluate(operands.join(" "));
  },
});
