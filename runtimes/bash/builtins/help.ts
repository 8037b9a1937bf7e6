import { compilePattern } from "../expansion/pattern.ts";
import type { Builtin } from "./builtin.ts";
import type { BuiltinTable } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { helpText } from "./help-text.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export function createHelp(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "help",
    usage: "help [-dms] [pattern ...]",
    summary: "Tells what builtins do.",
    async run(shell, args, process) {
      const options = parseOptions(args, "dms");
      const all = [...builtins().values()];
      const { operands } = options;
      if (operands.length === 0)
        return printOutput(shell, process, "help", all.map(({ usage }) => ` ${usage}\n`).join(""));
      const found = all.filter(({ name }) => operands.some((pattern) => pattern === name || matches(pattern, name)));
      if (found.length === 0) {
        const last = operands.at(-1) ?? "";
        await shell.error(
          `help: no help topics match \`${last}'.  Try \`help help' or \`man -k ${last}' or \`info ${last}'.`,
        );
        return 1;
      }
      const text = found.map((builtin) => {
        if (options.has("s")) return `${builtin.name}: ${builtin.usage}\n`;
        return options.has("d") ? `${builtin.name} - ${builtin.summary}\n` : helpText(builtin);
      });
      return printOutput(shell, process, "help", text.join(""));
    },
  });
}

function matches(pattern: string, name: string): boolean {
  return name.startsWith(pattern) || compilePattern(pattern, { extglob: true, ignoreCase: false }).matches(name);
}
