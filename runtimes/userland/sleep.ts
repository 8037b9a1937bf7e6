import type { UserProgram } from "../kernel/kernel.ts";
import { badOption, programName } from "./input.ts";
import { parseIntervalMs } from "./time-interval.ts";

/** `sleep NUMBER[smhd] …` */
export const sleep: UserProgram = async (process, kernel) => {
  const name = programName(process);
  const args = process.args.slice(1);
  const hint = `Try '${name} --help' for more information.\n`;
  if (args.length === 0) {
    await process.printError(`${name}: missing operand\n${hint}`);
    return 1;
  }
  const [first = ""] = args;
  if (/^-[^-\d.]/.test(first)) return badOption(process, first[1] ?? "");
  let [totalMs, isValid] = [0, true];
  for (const arg of args) {
    const ms = parseIntervalMs(arg);
    if (ms === undefined) {
      await process.printError(`${name}: invalid time interval ‘${arg}’\n`);
      isValid = false;
    } else totalMs += ms;
  }
  if (!isValid) {
    await process.printError(hint);
    return 1;
  }
  await kernel.sleep(process, totalMs);
  return 0;
};
