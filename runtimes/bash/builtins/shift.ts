import { ControlFlow } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, HelpRequest } from "./failure.ts";
import { requireInteger } from "./numbers.ts";

export const shift = defineBuiltin({
  name: "shift",
  isSpecial: true,
  usage: "shift [n]",
  summary: "Drops positional parameters from the front.",
  async run(shell, args) {
    if (args[0] === "--help") throw new HelpRequest();
    const [text = "1", extra] = args[0] === "--" ? args.slice(1) : args;
    const count = requireInteger(text);
    if (extra !== undefined) {
      await shell.error("shift: too many arguments");
      throw new ControlFlow("exit", 1);
    }
    if (count < 0) throw new BuiltinFailure(`${text}: shift count out of range`);
    if (count > shell.positional.length) {
      if (shell.options.shopt.shift_verbose) throw new BuiltinFailure(`${text}: shift count out of range`);
      return 1;
    }
    // In place: a sourced file that was given arguments of its own shifts those, and they still end with it.
    shell.positional.splice(0, count);
    return 0;
  },
});
