import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/dirname */

const OPTIONS = { zero: { letters: "z", about: "end lines with NUL" } } as const;

export const dirname = program({
  name: "dirname",
  usage: "[OPTION] NAME...",
  about: "Prints each NAME without its last part; a dot if there is no other.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: ({ options, operands, output }) => {
    if (operands.length === 0) throw new UsageError("missing operand");
    for (const path of operands) output.putText(`${folderOf(path)}${options.has("zero") ? "\0" : "\n"}`);
  },
});

function folderOf(path: string): string {
  const folder = path.replace(/\/+$/, "").replace(/\/*[^/]*$/, "");
  if (folder !== "") return folder;
  return path.startsWith("/") ? "/" : ".";
}
