import { defineBuiltin } from "./define.ts";
import { HelpRequest, usageFailure } from "./failure.ts";
import { integerOf } from "./numbers.ts";
import { printOutput } from "./output.ts";

export const caller = defineBuiltin({
  name: "caller",
  usage: "caller [expr]",
  summary: "Tells from where a function was called.",
  run(shell, args, process) {
    if (args[0] === "--help") throw new HelpRequest();
    const calls = shell.frames.filter(({ kind }) => kind !== "main").toReversed();
    const [text] = args;
    const depth = text === undefined ? 0 : integerOf(text);
    if (depth === undefined) throw usageFailure(`${text}: invalid number`);
    const call = calls[depth];
    const main = shell.frames.find(({ kind }) => kind === "main");
    if (call === undefined && calls.length === 0 && main && text === undefined)
      return printOutput(shell, process, "caller", "0 NULL\n");
    if (call === undefined) return 1;
    const outer = calls[depth + 1];
    // The text of `bash -c` is no file that could have called something.
    if (outer === undefined && main === undefined && text !== undefined) return 1;
    const source = outer?.source ?? main?.source ?? "NULL";
    const name = text === undefined ? "" : `${outer?.name ?? "main"} `;
    return printOutput(shell, process, "caller", `${call.callLine} ${name}${source}\n`);
  },
});
