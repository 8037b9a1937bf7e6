import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { isDirectoryAt, statusOf } from "./program/file-kinds.ts";
import { type ModeChange, parseMode } from "./program/mode.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/mkdir */

const OPTIONS = {
  mode: { letters: "m", value: "MODE", about: "give it MODE, as chmod does, not all permissions less umask" },
  parents: { letters: "p", about: "make the folders above as needed; one that is there is no failure" },
  verbose: { letters: "v", about: "say what is made" },
  context: { letters: "Z", value: "[CTX]" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const mkdir = program({
  name: "mkdir",
  usage: "[OPTION]... DIRECTORY...",
  about: "Makes each DIRECTORY.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    const text = options.value("mode");
    const mode = text === undefined ? undefined : parseMode(text);
    if (text !== undefined && !mode) throw new Failure(`invalid mode ${quoted(text)}`);
    for (const path of operands) {
      if (options.has("parents")) await makeWithParents(call, path, mode);
      else await make(call, path, mode);
    }
  },
});

async function make(call: Call, path: string, mode: ModeChange | undefined): Promise<void> {
  const { files, process, options, output, name } = call;
  try {
    files.mkdir(path, 0o777);
    if (mode) files.chmod(path, mode(0o777 & ~process.umask, true, process.umask));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain(`cannot create directory ${quoted(path)}: ${error.message}`);
    return;
  }
  if (options.has("verbose")) output.putText(`${name}: created directory ${quoteAlways(path)}\n`);
}

/** Folders above get what the umask leaves, and can be written to by their owner. */
async function makeWithParents(call: Call, path: string, mode: ModeChange | undefined): Promise<void> {
  const { files, process } = call;
  if (path === "") {
    await make(call, path, mode);
    return;
  }
  const parts = path.split("/").filter((part) => part !== "");
  let at = path.startsWith("/") ? "/" : "";
  for (const [index, part] of parts.entries()) {
    at += part;
    const isLast = index === parts.length - 1;
    const isThere = statusOf(files, at) !== undefined;
    if (isThere && !isLast && !isDirectoryAt(files, at)) {
      await call.complain(`cannot create directory ${quoted(at)}: Not a directory`);
      return;
    }
    if (!isDirectoryAt(files, at)) {
      const parentMode: ModeChange | undefined =
        process.umask & 0o300 ? () => (0o777 & ~process.umask) | 0o300 : undefined;
      await make(call, at, isLast ? mode : parentMode);
      if (!isDirectoryAt(files, at)) return;
    }
    at += "/";
  }
}
