import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoteAlways, quoted } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/link and unlink: one system call each. */

export const link = program({
  name: "link",
  usage: "FILE1 FILE2",
  about: "Makes FILE2 another name of FILE1.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands, files }) => {
    const [existing, path, extra] = operands;
    if (existing === undefined) throw new UsageError("missing operand");
    if (path === undefined) throw new UsageError(`missing operand after ${quoted(existing)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    call(() => files.link(existing, path), `cannot create link ${quoteAlways(path)} to ${quoteAlways(existing)}`);
  },
});

export const unlink = program({
  name: "unlink",
  usage: "FILE",
  about: "Removes the name FILE.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands, files }) => {
    const [path, extra] = operands;
    if (path === undefined) throw new UsageError("missing operand");
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    call(() => files.unlink(path), `cannot unlink ${quoteAlways(path)}`);
  },
});

function call(action: () => void, what: string): void {
  try {
    action();
  } catch (error) {
    if (error instanceof SystemError) throw new Failure(`${what}: ${error.message}`);
    throw error;
  }
}
