import type { Builtin } from "./builtin.ts";
import { type BuiltinTable, isEnabledBuiltin } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";

export function createBuiltin(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "builtin",
    usage: "builtin [shell-builtin [arg ...]]",
    summary: "Calls a builtin, whatever functions are called the same.",
    run(shell, args) {
      const { operands } = parseOptions(args, "");
      const [name] = operands;
      if (name === undefined) return 0;
      if (!isEnabledBuiltin(shell, builtins, name)) throw new BuiltinFailure(`${name}: not a shell builtin`);
      return shell.callCommand(operands, "builtin");
    },
  });
}
