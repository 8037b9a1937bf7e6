import { ControlFlow, type Shell } from "../execution/shell.ts";
import type { Builtin } from "./builtin.ts";
import { defineBuiltin } from "./define.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";

/** What the shell ends with when the number of a loop is no number. */
const BAD_COUNT = 128;

export const breakBuiltin = loopBuiltin("break", "Leaves loops.");
export const continueBuiltin = loopBuiltin("continue", "Goes on with the next round of a loop.");

function loopBuiltin(name: "break" | "continue", summary: string): Builtin {
  return defineBuiltin({
    name,
    isSpecial: true,
    usage: `${name} [n]`,
    summary,
    run: (shell, args) => leaveLoops(shell, name, parseOptions(unsigned(args), "").operands),
  });
}

/** A number with a sign is no option. */
function unsigned(args: readonly string[]): readonly string[] {
  return /^-[0-9]/.test(args[0] ?? "") ? ["--", ...args] : args;
}

function leaveLoops(shell: Shell, name: "break" | "continue", operands: readonly string[]): Promise<number> {
  if (operands.length === 0 && shell.loopDepth > 0) throw new ControlFlow(name, 1);
  return leaveCounted(shell, name, operands);
}

async function leaveCounted(shell: Shell, name: "break" | "continue", operands: readonly string[]): Promise<number> {
  if (shell.loopDepth === 0) {
    await shell.error(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  const [text = "1", extra] = operands;
  const count = integerOf(text);
  if (count === undefined) {
    await shell.error(`${name}: ${text}: numeric argument required`);
    throw new ControlFlow("exit", BAD_COUNT);
  }
  if (extra !== undefined) {
    await shell.error(`${name}: too many arguments`);
    throw new ControlFlow("exit", 1);
  }
  if (count <= 0) {
    await shell.error(`${name}: ${text}: loop count out of range`);
    throw new ControlFlow("break", shell.loopDepth, 1);
  }
  throw new ControlFlow(name, Math.min(count, shell.loopDepth));
}
