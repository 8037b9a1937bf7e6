import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/basename */

const OPTIONS = {
  multiple: { letters: "a", about: "take each argument for a NAME" },
  suffix: { letters: "s", value: "SUFFIX", about: "leave out SUFFIX; implies -a" },
  zero: { letters: "z", about: "end lines with NUL" },
} as const;

export const basename = program({
  name: "basename",
  usage: ["NAME [SUFFIX]", "OPTION... NAME..."],
  about: "Prints NAME without the folders before its last part, and without SUFFIX behind it.",
  like: "GNU coreutils",
  options: OPTIONS,
  stopsAtOperand: true,
  run: ({ options, operands, output }) => {
    const [name, suffix, extra] = operands;
    const isMultiple = options.has("multiple", "suffix");
    if (name === undefined) throw new UsageError("missing operand");
    if (!isMultiple && extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const names = isMultiple ? operands : [name];
    const ending = isMultiple ? options.value("suffix") : suffix;
    for (const one of names) output.putText(`${lastPart(one, ending ?? "")}${options.has("zero") ? "\0" : "\n"}`);
  },
});

function lastPart(path: string, suffix: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path === "" ? "" : "/";
  const name = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  return suffix !== "" && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
