import { SystemError } from "../kernel/system-error.ts";
import { type ProgramCall, program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/pwd */

const OPTIONS = {
  logical: { letters: "L", about: "print PWD of the environment if it is the working directory, with its links" },
  physical: { letters: "P", about: "print it without links, which is the default" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const pwd = program({
  name: "pwd",
  usage: "[OPTION]...",
  about: "Prints the whole path of the working directory.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    if (call.operands.length > 0) await call.process.printError(`${call.name}: ignoring non-option arguments\n`);
    const isLogical = call.options.last("logical", "physical") === "logical";
    call.output.putText(`${(isLogical ? logical(call) : undefined) ?? call.process.cwd}\n`);
  },
});

function logical({ process, files }: Call): string | undefined {
  const path = process.env.get("PWD") ?? "";
  if (!path.startsWith("/") || /\/\.\.?(?:\/|$)/.test(path)) return undefined;
  try {
    return files.stat(path).ino === files.stat(process.cwd).ino ? path : undefined;
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}
