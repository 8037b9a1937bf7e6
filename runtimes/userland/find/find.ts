import { Failure } from "../program/failure.ts";
import { helpText, versionText } from "../program/help.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { pathLine, printing } from "./actions.ts";
import { Expression } from "./expression.ts";
import { parseExpression } from "./expression-parser.ts";
import { FindRun } from "./find-run.ts";
import { readLeadingOptions } from "./leading-options.ts";
import { assertPointsFit, startingPoints } from "./starting-points.ts";
import { type Question, WordReader } from "./vocabulary.ts";
import { Walk } from "./walk.ts";

/* https://www.gnu.org/software/findutils/manual/html_node/find_html. There is one user, one file system, and one time for each file. */

const USAGE = {
  usage: "[-H] [-L] [-P] [-Olevel] [PATH]... [EXPRESSION]",
  about:
    "Goes through all that is below each PATH, the current directory if there is none, and does for each file what EXPRESSION says: without an action, it prints the names of those for which it is true. Operators: ( E ), ! E, -not E, E -a E, E -o E, E , E. Options: -depth -maxdepth N -mindepth N -xdev -mount -noleaf -ignore_readdir_race -files0-from FILE -daystart -follow -regextype TYPE -warn -nowarn. Tests, in which N is +N, -N or N: -name -iname -path -ipath -regex -iregex -lname -ilname PATTERN, -type -xtype [bcdpfls], -size N[bcwkMG], -empty, -perm [-/]MODE, -mtime -atime -ctime -mmin -amin -cmin -used N, -newer FILE, -newerXY REFERENCE, -user -group NAME, -uid -gid -links -inum N, -samefile FILE, -fstype TYPE, -nouser -nogroup -readable -writable -executable -true -false. Actions: -print -print0 -ls -printf FORMAT, -fprint -fprint0 -fls FILE, -fprintf FILE FORMAT, -delete -prune -quit, -exec -execdir -ok -okdir COMMAND ; and -exec -execdir COMMAND {} +.",
  like: "GNU findutils",
} as const;
/** Only for the usage text: find reads its own arguments. */
const LEADING_OPTIONS = {
  H: { about: "follow symbolic links that are named" },
  L: { about: "follow all symbolic links" },
  P: { about: "follow no symbolic links, which is the default" },
} as const;

export const find = program({
  ...USAGE,
  name: "find",
  options: {},
  modernize: (args) => ["--", ...args],
  run: async (call) => {
    const run = new FindRun(call);
    const { points, expression } = await readLeadingOptions(run, call.operands);
    const words = await new WordReader(run, expression).read();
    if (!words) return call.status;
    if (!Array.isArray(words)) return answer(call, words);
    const { settings } = run;
    if (settings.deletes && settings.prunes && !settings.wantsDepthFirst)
      throw new Failure(
        "The -delete action automatically turns on -depth, but -prune does nothing when -depth is in effect.  If you want to carry on anyway, just explicitly use the -depth option.",
      );
    const steps = new Expression();
    const whole = parseExpression(words, steps, settings.hasAction);
    if (!settings.hasAction) {
      const print = steps.single(printing(run, run.outputs.stdout, pathLine));
      if (whole) steps.both(whole, print);
    }
    await assertPointsFit(run, points);
    await goThrough(run, steps, points);
    return call.status;
  },
});

async function goThrough(run: FindRun, steps: Expression, points: readonly string[]): Promise<void> {
  const walk = new Walk(run, (file) => steps.follow(file, run));
  try {
    for await (const point of startingPoints(run, points)) {
      await walk.below(point);
      if (run.isOver) break;
    }
    await run.finish();
  } finally {
    await run.outputs.flush();
  }
}

function answer({ output, name }: ProgramCall, question: Question): number {
  output.putText(question === "help" ? helpText(name, USAGE, LEADING_OPTIONS) : versionText("find", USAGE));
  return 0;
}
