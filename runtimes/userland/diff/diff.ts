import { Failure } from "../program/failure.ts";
import { versionText } from "../program/help.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { DIFF_OPTIONS } from "./diff-options.ts";
import { settingsOf } from "./diff-settings.ts";
import { FileComparison } from "./file-comparison.ts";

/* https://www.gnu.org/software/diffutils/manual. */

const USAGE = {
  usage: "[OPTION]... FILES",
  about:
    "Compares files line by line. FILES are FILE1 FILE2, DIRECTORY1 DIRECTORY2, DIRECTORY FILE or FILE DIRECTORY; - is standard input. The status is 0 if they are the same, 1 if they differ, and 2 after an error.",
  like: "GNU diffutils",
} as const;

export const diff = program({
  name: "diff",
  ...USAGE,
  options: DIFF_OPTIONS,
  failureStatus: 2,
  hintsWithName: true,
  run: async (call) => {
    const { options, operands, output } = call;
    if (options.has("v")) {
      output.putText(versionText("diff", USAGE));
      return 0;
    }
    const settings = await settingsOf(call);
    const comparison = new FileComparison(call, settings);
    const [from, to] = [options.value("from-file"), options.value("to-file")];
    if (from !== undefined && to !== undefined) throw new Failure("--from-file and --to-file both specified");
    let status = 0;
    if (from !== undefined || to !== undefined) {
      for (const operand of operands)
        status = Math.max(status, await comparison.compare(from ?? operand, to ?? operand));
      return status;
    }
    const [first, second, extra] = operands;
    if (first === undefined || second === undefined)
      throw new UsageError(`missing operand after '${first ?? options.words.at(-1) ?? call.name}'`);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
    return await comparison.compare(first, second);
  },
});
