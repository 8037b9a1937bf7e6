import type { UserProgram } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { Failure } from "../program/failure.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { quoted } from "../program/quoting.ts";
import { TestExpression } from "./expression.ts";

/*
 * https://www.gnu.org/software/coreutils/test, for who starts it as a program: the shell has its own. `test` has no options;
 * `[` has them if they stand alone.
 */

const FAILED = 2;
const USAGE: Usage = {
  usage: ["EXPRESSION ]", "]", "OPTION"],
  like: "GNU coreutils",
  about:
    "Ends with 0 if EXPRESSION is true, with 1 if it is false. TEXT, -n TEXT and -z TEXT ask whether there is a text; = and != compare texts; -eq -ne -lt -le -gt -ge compare numbers; -b -c -d -e -f -g -G -h -k -L -N -O -p -r -s -S -u -w -x ask of a FILE; -nt -ot -ef compare files; -t FD asks for a terminal. ! negates, ( ) groups, -a is and, -o is or.",
};

export const test: UserProgram = (process, kernel) =>
  run(process, (args) => new TestExpression(process, kernel.filesOf(process), args).evaluate());

export const bracket: UserProgram = async (process, kernel) => {
  const [, first, ...others] = process.args;
  if (others.length === 0 && first === "--help") {
    await process.print(helpText("[", USAGE, {}));
    return 0;
  }
  if (others.length === 0 && first === "--version") {
    await process.print(versionText("[", USAGE));
    return 0;
  }
  return run(process, (args) => {
    if (args.at(-1) !== "]") throw new Failure(`missing ${quoted("]")}`);
    return new TestExpression(process, kernel.filesOf(process), args.slice(0, -1)).evaluate();
  });
};

async function run(process: Process, evaluate: (args: readonly string[]) => boolean): Promise<number> {
  const [name = "test", ...args] = process.args;
  try {
    return evaluate(args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await process.printError(`${name}: ${error.message}\n`);
    return FAILED;
  }
}
