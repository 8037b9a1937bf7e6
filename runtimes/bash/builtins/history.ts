/* `history` and `fc`: lines that an interactive shell would have kept, and those added with `history -s`. */

import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export const history = defineBuiltin({
  name: "history",
  usage: "history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]",
  summary: "Shows or changes the list of lines.",
  run(shell, args, process) {
    const options = parseOptions(args, "acd:npsrw");
    const { history: lines } = shell.builtins;
    const { operands } = options;
    if (options.has("c")) lines.length = 0;
    if (options.has("s")) {
      if (operands.length > 0) lines.push(operands.join(" "));
      return 0;
    }
    if (options.has("p")) return printOutput(shell, process, "history", operands.map((line) => `${line}\n`).join(""));
    const offset = options.value("d");
    if (offset !== undefined) {
      const position = integerOf(offset);
      const index = position === undefined ? -1 : position < 0 ? lines.length + position : position - 1;
      if (position === undefined || index < 0 || index >= lines.length)
        throw new BuiltinFailure(`${offset}: history position out of range`);
      lines.splice(index, 1);
      return 0;
    }
    // There is no file of a history to read or write.
    if (options.given.length > 0) return 0;
    const [count] = operands;
    const wanted = count === undefined ? lines.length : integerOf(count);
    if (wanted === undefined) throw new BuiltinFailure(`${count}: numeric argument required`);
    const first = Math.max(0, lines.length - Math.abs(wanted));
    const text = lines
      .slice(first)
      .map((line, index) => `${String(first + index + 1).padStart(5)}  ${line}\n`)
      .join("");
    return printOutput(shell, process, "history", text);
  },
});

export const fc = defineBuiltin({
  name: "fc",
  usage: "fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]",
  summary: "Shows lines of the history, or runs them again.",
  run(shell, args, process) {
    const options = parseOptions(args, "e:lnrs");
    const { history: lines } = shell.builtins;
    if (options.has("l")) {
      const shown = lines
        .slice(-16)
        .map((line, index) => ({ line, number: Math.max(0, lines.length - 16) + index + 1 }));
      if (options.has("r")) shown.reverse();
      const text = shown.map(({ line, number }) => `${options.has("n") ? "" : number}\t ${line}\n`).join("");
      return printOutput(shell, process, "fc", text);
    }
    const last = lines.at(-1);
    return last === undefined ? 0 : shell.evaluate(last);
  },
});
