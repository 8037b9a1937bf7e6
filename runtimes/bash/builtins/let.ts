import { evaluateText } from "../expansion/arithmetic.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, HelpRequest } from "./failure.ts";

export const letBuiltin = defineBuiltin({
  name: "let",
  usage: "let arg [arg ...]",
  summary: "Evaluates arithmetic expressions.",
  async run(shell, args) {
    if (args[0] === "--help") throw new HelpRequest();
    const expressions = args[0] === "--" ? args.slice(1) : args;
    if (expressions.length === 0) throw new BuiltinFailure("expression expected");
    let value = 0n;
    for (const expression of expressions) value = await evaluateText(expression, shell.expansion);
    return value === 0n ? 1 : 0;
  },
});
