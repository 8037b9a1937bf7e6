import type { Builtin } from "./builtin.ts";
import type { BuiltinTable } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export function createEnable(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "enable",
    usage: "enable [-a] [-dnps] [-f filename] [name ...]",
    summary: "Switches builtins on and off.",
    async run(shell, args, process) {
      const options = parseOptions(args, "adf:nps");
      if (options.has("f") || options.has("d")) throw new BuiltinFailure("dynamic loading not available");
      const { disabled } = shell.builtins;
      if (options.operands.length === 0 || options.has("p")) {
        const isShown = (name: string): boolean => options.has("a") || disabled.has(name) === options.has("n");
        const text = [...builtins().values()]
          .filter(({ name, isSpecial }) => isShown(name) && (!options.has("s") || isSpecial === true))
          .map(({ name }) => `enable ${disabled.has(name) ? "-n " : ""}${name}\n`)
          .join("");
        return printOutput(shell, process, "enable", text);
      }
      let status = 0;
      for (const name of options.operands) {
        if (!builtins().has(name)) {
          await shell.error(`enable: ${name}: not a shell builtin`);
          status = 1;
        } else if (options.has("n")) disabled.add(name);
        else disabled.delete(name);
      }
      return status;
    },
  });
}
