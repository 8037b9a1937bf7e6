import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { folderOf, isDirectory, statusOf } from "../program/file-kinds.ts";
import { parseMode } from "../program/mode.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoteAlways, quoted, quoteIfNeeded } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/mkfifo and mknod. The volume has no special files, so what would be made is refused. */

const MODE_OPTIONS = {
  mode: { letters: "m", value: "MODE", about: "set the mode" },
  Z: {},
  context: { value: "[CTX]" },
} as const;

export const mkfifo = program({
  name: "mkfifo",
  usage: "[OPTION]... NAME...",
  about: "Makes pipes with names. They can't be had here: it fails always.",
  like: "GNU coreutils",
  options: MODE_OPTIONS,
  run: async (call) => {
    const { operands, options, files } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    assertMode(options.value("mode"));
    for (const path of operands)
      await call.complain(`cannot create fifo ${quoteAlways(path)}: ${refusal(files, path).message}`);
  },
});

export const mknod = program({
  name: "mknod",
  usage: "[OPTION]... NAME TYPE [MAJOR MINOR]",
  about: "Makes a pipe with a name, or a device. They can't be had here: it fails always.",
  like: "GNU coreutils",
  options: MODE_OPTIONS,
  run: async (call) => {
    const { operands, options, files } = call;
    const [path, type] = operands;
    assertMode(options.value("mode"));
    const wanted = type === undefined || !type.startsWith("p") ? 4 : 2;
    if (path === undefined) throw new UsageError("missing operand");
    if (operands.length < wanted) {
      const hint = operands.length === 2 ? "\nSpecial files require major and minor device numbers." : "";
      throw new UsageError(`missing operand after ${quoted(operands.at(-1) ?? "")}${hint}`);
    }
    const extra = operands[wanted];
    if (extra !== undefined) {
      const hint = wanted === 2 && operands.length === 4 ? "\nFifos do not have major and minor device numbers." : "";
      throw new UsageError(`extra operand ${quoted(extra)}${hint}`);
    }
    if (!/^[bcpu]/.test(type ?? "")) throw new UsageError(`invalid device type ${quoted(type ?? "")}`);
    await call.complain(`${quoteIfNeeded(path)}: ${refusal(files, path).message}`);
  },
});

/** @throws Failure */
function assertMode(mode: string | undefined): void {
  if (mode !== undefined && !parseMode(mode)) throw new Failure("invalid mode");
}

/** What the system would say before it says no. */
function refusal(files: FileSystem, path: string): SystemError {
  if (statusOf(files, path, false)) return new SystemError("EEXIST");
  try {
    return new SystemError(isDirectory(files.stat(folderOf(path))) ? "EPERM" : "ENOTDIR");
  } catch (error) {
    if (error instanceof SystemError) return error;
    throw error;
  }
}
