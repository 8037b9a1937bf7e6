import { ARRAY_BUILTINS } from "./array-builtins.ts";
import { AwkError } from "./awk-error.ts";
import { all, type Code, map } from "./code.ts";
import { COMMAND_BUILTINS } from "./command-builtins.ts";
import type { Compiler } from "./compiler.ts";
import { NUMBER_BUILTINS } from "./number-builtins.ts";
import { SUBSTITUTION_BUILTINS } from "./substitution-builtins.ts";
import { TEXT_BUILTINS } from "./text-builtins.ts";
import { TIME_BUILTINS } from "./time-builtins.ts";
import type { BuiltinNode } from "./tree.ts";
import type { Value } from "./values.ts";

/** Those that take values and do nothing but compute. */
const SIMPLE = { ...TEXT_BUILTINS, ...NUMBER_BUILTINS, ...TIME_BUILTINS };
/** Those whose arguments aren't all values. */
const SPECIAL = { ...ARRAY_BUILTINS, ...SUBSTITUTION_BUILTINS, ...COMMAND_BUILTINS };

export function compileBuiltin(compiler: Compiler, node: BuiltinNode): Code<Value> {
  const { name, args } = node;
  const special = SPECIAL[name];
  if (special) return special(compiler, args);
  const simple = SIMPLE[name];
  if (!simple) throw new AwkError(`function \`${name}' not defined`);
  const { runtime } = compiler;
  if (args.length === 1 && args[0]) return map(compiler.value(args[0]), (value) => simple(runtime, [value]));
  return map(all(args.map((arg) => compiler.value(arg))), (values) => simple(runtime, values));
}
