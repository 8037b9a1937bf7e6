import { joinBytes, readEscapes } from "../bash/escapes.ts";
import type { UserProgram } from "../kernel/kernel.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/echo */

const OPTIONS = {
  n: { about: "don't end the line" },
  e: { about: "read backslashes" },
  E: { about: "print backslashes as they are, which is the default" },
} as const;

const described = program({
  name: "echo",
  usage: "[-neE] [STRING]...",
  about:
    "Prints its arguments, with spaces between. With -e, it knows \\\\ \\a \\b \\c (print no more) \\e \\f \\n \\r \\t \\v \\0NNN (octal) \\xHH (hexadecimal).",
  like: "GNU coreutils",
  options: OPTIONS,
  run: () => undefined,
});

const isHelp = (args: readonly string[]): boolean =>
  args.length === 1 && (args[0] === "--help" || args[0] === "--version");

/** Anything that is no group of its letters is text: there are no bad options. */
export const echo: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  if (isHelp(args)) return described(process, kernel);
  let [endsLine, unescapes] = [true, false];
  while (/^-[neE]+$/.test(args[0] ?? "")) {
    for (const letter of args.shift()?.slice(1) ?? "") {
      if (letter === "n") endsLine = false;
      else unescapes = letter === "e";
    }
  }
  let text = args.join(" ");
  if (unescapes) {
    // A shell's knows characters by their numbers, but bytes only behind a 0.
    const plain = text.replace(/\\([1-7][0-7]{0,2}|.)/gs, (all, next: string) =>
      /^[1-7]/.test(next) ? `\\0${next}` : /[uU]/.test(next) ? `\\\\${next}` : all,
    );
    const unescaped = readEscapes(plain, "echo");
    text = joinBytes(unescaped.text);
    if (unescaped.ends) endsLine = false;
  }
  const printing = program({
    name: "echo",
    usage: "",
    about: "",
    like: "GNU coreutils",
    options: {},
    modernize: () => [],
    run: ({ output }) => output.putText(endsLine ? `${text}\n` : text),
  });
  return printing(process, kernel);
};
