import { quoteSingle } from "../quoting.ts";
import { defineBuiltin } from "./define.ts";
import { usageFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export const alias = defineBuiltin({
  name: "alias",
  usage: "alias [-p] [name[=value] ... ]",
  summary: "Sets aliases, or shows them.",
  async run(shell, args, process) {
    const options = parseOptions(args, "p");
    let text = "";
    if (options.operands.length === 0 || options.has("p"))
      for (const name of [...shell.aliases.keys()].sort()) text += aliasLine(name, shell.aliases.get(name) ?? "");
    let status = 0;
    for (const operand of options.operands) {
      const equals = operand.indexOf("=", 1);
      if (equals > 0) {
        const name = operand.slice(0, equals);
        if (/[\s"'\\`$/&|;()<>]/.test(name)) {
          await shell.error(`alias: \`${name}': invalid alias name`);
          status = 1;
        } else shell.aliases.set(name, operand.slice(equals + 1));
        continue;
      }
      const value = shell.aliases.get(operand);
      if (value !== undefined) text += aliasLine(operand, value);
      else {
        await shell.error(`alias: ${operand}: not found`);
        status = 1;
      }
    }
    return (await printOutput(shell, process, "alias", text)) || status;
  },
});

export const unalias = defineBuiltin({
  name: "unalias",
  usage: "unalias [-a] name [name ...]",
  summary: "Removes aliases.",
  async run(shell, args) {
    const options = parseOptions(args, "a");
    if (options.has("a")) {
      shell.aliases.clear();
      return 0;
    }
    if (options.operands.length === 0) throw usageFailure();
    let status = 0;
    for (const name of options.operands) {
      if (shell.aliases.delete(name)) continue;
      await shell.error(`unalias: ${name}: not found`);
      status = 1;
    }
    return status;
  },
});

export function aliasLine(name: string, value: string): string {
  return `alias ${name.startsWith("-") ? "-- " : ""}${name}=${quoteSingle(value)}\n`;
}
