import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/printenv */

const OPTIONS = { null: { letters: "0", about: "end lines with NUL" } } as const;

export const printenv = program({
  name: "printenv",
  usage: "[OPTION]... [VARIABLE]...",
  about: "Prints the values of each VARIABLE of the environment, or all of it with names.",
  like: "GNU coreutils",
  options: OPTIONS,
  stopsAtOperand: true,
  failureStatus: 2,
  run: ({ options, operands, output, process }) => {
    const end = options.has("null") ? "\0" : "\n";
    if (operands.length === 0) for (const [name, value] of process.env) output.putText(`${name}=${value}${end}`);
    let status = 0;
    for (const name of operands) {
      const value = process.env.get(name);
      if (value === undefined) status = 1;
      else output.putText(`${value}${end}`);
    }
    return status;
  },
});
