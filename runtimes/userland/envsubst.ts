import { concatBytes } from "../web/bytes.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { linesOf } from "./program/lines.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/gettext: envsubst */

const REFERENCE = /\$(?:\{([A-Za-z_][A-Za-z_0-9]*)\}|([A-Za-z_][A-Za-z_0-9]*))/g;
const NEWLINE = Uint8Array.of(10);

export const envsubst = program({
  name: "envsubst",
  usage: "[OPTION] [SHELL-FORMAT]",
  about:
    "Copies standard input, with the values of variables of the environment for $VARIABLE and ${VARIABLE}; only of those that SHELL-FORMAT has, if it is given.",
  like: "GNU gettext",
  options: { variables: { letters: "v", about: "print the names of the variables in SHELL-FORMAT" }, h: {}, V: {} },
  modernize: (args) => args.map((arg) => (arg === "-V" ? "--version" : arg === "-h" ? "--help" : arg)),
  run: async ({ options, operands, output, process }) => {
    const [format] = operands;
    if (operands.length > 1) throw new Failure("too many arguments");
    if (options.has("variables")) {
      if (format === undefined) throw new Failure("missing arguments");
      output.putText(
        namesIn(format)
          .map((name) => `${name}\n`)
          .join(""),
      );
      return;
    }
    const wanted = format === undefined ? undefined : new Set(namesIn(format));
    for await (const { lines, isUnended } of linesOf(process, 0)) {
      const text = decodeUtf8(concatBytes(lines.flatMap((line) => [line, NEWLINE])), "escape");
      const filled = text.replace(REFERENCE, (reference, braced: string | undefined, bare: string | undefined) => {
        const name = braced ?? bare ?? "";
        return wanted?.has(name) === false ? reference : (process.env.get(name) ?? "");
      });
      output.putText(isUnended ? filled.slice(0, -1) : filled);
      await output.flush();
    }
  },
});

function namesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, braced, bare]) => braced ?? bare ?? "");
}
