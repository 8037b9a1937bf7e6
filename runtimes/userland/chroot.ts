import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { isDirectory } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/chroot. No process may have another root. */

const FAILED = 125;

export const chroot = program({
  name: "chroot",
  usage: "[OPTION]... NEWROOT [COMMAND [ARG]...]",
  about: "Starts COMMAND with NEWROOT for its root. That isn't permitted here: it fails always.",
  like: "GNU coreutils",
  options: { groups: { value: "G_LIST" }, userspec: { value: "USER:GROUP" }, "skip-chdir": {} },
  stopsAtOperand: true,
  failureStatus: FAILED,
  run: ({ operands: [root], files }) => {
    if (root === undefined) throw new UsageError("missing operand");
    let reason = new SystemError("EPERM");
    try {
      if (!isDirectory(files.stat(root))) reason = new SystemError("ENOTDIR");
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      reason = error;
    }
    throw new Failure(`cannot change root directory to ${quoteAlways(root)}: ${reason.message}`);
  },
});
