import { SystemError } from "../kernel/system-error.ts";
import { withoutSlashes } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/rmdir */

const OPTIONS = {
  "ignore-fail-on-non-empty": { about: "say nothing of directories that are not empty" },
  parents: { letters: "p", about: "remove the folders above, too" },
  verbose: { letters: "v", about: "say what is removed" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const rmdir = program({
  name: "rmdir",
  usage: "[OPTION]... DIRECTORY...",
  about: "Removes each DIRECTORY if it is empty.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    if (call.operands.length === 0) throw new UsageError("missing operand");
    for (const path of call.operands) {
      let isRemoved = await remove(call, path, "failed to remove");
      let above = path;
      while (isRemoved && call.options.has("parents")) {
        above = withoutSlashes(above);
        const slash = above.lastIndexOf("/");
        if (slash <= 0) break;
        above = withoutSlashes(above.slice(0, slash));
        isRemoved = await remove(call, above, "failed to remove directory");
      }
    }
  },
});

async function remove(call: Call, path: string, complaint: string): Promise<boolean> {
  const { files, options, output, name } = call;
  if (options.has("verbose")) output.putText(`${name}: removing directory, ${quoteAlways(path)}\n`);
  try {
    files.rmdir(path);
    return true;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code !== "ENOTEMPTY" || !options.has("ignore-fail-on-non-empty"))
      await call.complain(`${complaint} ${quoteAlways(path)}: ${error.message}`);
    return false;
  }
}
