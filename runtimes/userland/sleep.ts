import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";
import { parseIntervalMs } from "./time-interval.ts";

/* https://www.gnu.org/software/coreutils/sleep */

export const sleep = program({
  name: "sleep",
  usage: "NUMBER[SUFFIX]...",
  about:
    "Waits for the sum of its arguments: seconds (s), minutes (m), hours (h) or days (d), which may have fractions.",
  like: "GNU coreutils",
  options: {},
  run: async ({ operands, kernel, process, name }) => {
    if (operands.length === 0) throw new UsageError("missing operand");
    const bad = operands.filter((text) => parseIntervalMs(text) === undefined);
    const last = bad.pop();
    for (const text of bad) await process.printError(`${name}: invalid time interval ${quoted(text)}\n`);
    if (last !== undefined) throw new UsageError(`invalid time interval ${quoted(last)}`);
    await kernel.sleep(
      process,
      operands.reduce((sum, text) => sum + (parseIntervalMs(text) ?? 0), 0),
    );
  },
});
