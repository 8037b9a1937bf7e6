import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "./failure.ts";
import { isDirectory, isDirectoryAt, joined, lastPart } from "./file-kinds.ts";
import { type Option, UsageError } from "./options.ts";
import type { ProgramCall } from "./program.ts";
import { quoteAlways } from "./quoting.ts";

/** Where `cp`, `mv` and `ln` put things. */
export const DESTINATION_OPTIONS = {
  "target-directory": {
    letters: "t",
    value: "DIRECTORY",
    about: "take all arguments for SOURCEs, and put them into DIRECTORY",
  },
  "no-target-directory": { letters: "T", about: "take DEST for the new name, also if it is a directory" },
} as const satisfies Record<string, Option>;

export interface Destination {
  readonly source: string;
  readonly target: string;
}

/**
 * @param isInto whether a target is a directory to put things into
 * @param whenMissing what a message says before the name of a target directory that isn't there
 * @throws UsageError, Failure
 */
export function destinations(
  call: ProgramCall,
  isInto: (target: string) => boolean = (target) => isDirectoryAt(call.files, target),
  whenMissing = "target directory",
): { readonly all: readonly Destination[]; readonly directory: string | undefined } {
  const { options, operands } = call;
  const [first] = operands;
  if (first === undefined) throw new UsageError("missing file operand");
  const into = options.value("target-directory");
  if (options.has("no-target-directory")) {
    if (into !== undefined) throw new Failure("cannot combine --target-directory (-t) and --no-target-directory (-T)");
    const [, target, extra] = operands;
    if (target === undefined) throw new UsageError(`missing destination file operand after ${quoteAlways(first)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${quoteAlways(extra)}`);
    return { all: [{ source: first, target }], directory: undefined };
  }
  if (into !== undefined) {
    assertDirectory(call, into, whenMissing);
    return { all: within(into, operands), directory: into };
  }
  const target = operands.at(-1) ?? "";
  const sources = operands.slice(0, -1);
  if (sources.length === 0) throw new UsageError(`missing destination file operand after ${quoteAlways(first)}`);
  if (isInto(target)) return { all: within(target, sources), directory: target };
  if (sources.length > 1) assertDirectory(call, target, "target");
  return { all: [{ source: first, target }], directory: undefined };
}

function within(directory: string, sources: readonly string[]): Destination[] {
  return sources.map((source) => ({ source, target: joined(directory, lastPart(source)) }));
}

function assertDirectory({ files }: ProgramCall, path: string, what: string): void {
  let reason: string;
  try {
    if (isDirectory(files.stat(path))) return;
    reason = "Not a directory";
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    reason = error.message;
  }
  throw new Failure(`${what} ${quoteAlways(path)}: ${reason}`);
}
