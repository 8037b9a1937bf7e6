import { CommandPrinter } from "./command-printer.ts";
import { functionIn } from "./function-in.ts";

/** A function as `declare -f` prints it. What can't be parsed any more is printed as it was written. */
export function printFunction(shellFunction: { readonly name: string; readonly source: string }): string {
  const node = functionIn(shellFunction.source);
  if (!node) return shellFunction.source;
  const printer = new CommandPrinter(shellFunction.source);
  printer.function(node);
  return printer.text;
}
