import { ControlFlow } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { parseOptions } from "./options.ts";

export const exec = defineBuiltin({
  name: "exec",
  isSpecial: true,
  usage: "exec [-cl] [-a name] [command [argument ...]] [redirection ...]",
  summary: "Puts a program in the place of the shell, or makes redirections last.",
  async run(shell, args) {
    const options = parseOptions(args, "a:cl");
    const { operands } = options;
    const [command] = operands;
    if (command === undefined) return 0;
    const given = options.value("a");
    const name = options.has("l") ? `-${given ?? command}` : given;
    const status = await shell.replaceProcess(operands, {
      ...(name === undefined ? {} : { name }),
      clearEnvironment: options.has("c"),
    });
    // It has failed.
    if (shell.isInteractive || shell.options.shopt.execfail) return status;
    throw new ControlFlow("exit", status);
  },
});
