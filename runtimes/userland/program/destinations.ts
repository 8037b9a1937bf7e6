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

/** What `ln` and `install` say and treat in their own way. */
interface DestinationManner {
  /** Whether a target is a directory to put things into. @default any directory is, also behind a link */
  isInto?(target: string): boolean;
  /** What a message says before the name of a target directory that isn't there. @default target directory */
  readonly whenMissing?: string;
  /** The message of a target directory that is none, with % for its name. @default as when it is missing */
  readonly whenFile?: string;
  /** What a message calls -t and -T. @default their long and short names */
  readonly optionNames?: string;
}

/** @throws UsageError, Failure */
export function destinations(
  call: ProgramCall,
  manner: DestinationManner = {},
): { readonly all: readonly Destination[]; readonly directory: string | undefined } {
  const {
    isInto = (target) => isDirectoryAt(call.files, target),
    optionNames = "--target-directory (-t) and --no-target-directory (-T)",
  } = manner;
  const { options, operands } = call;
  const [first] = operands;
  if (first === undefined) throw new UsageError("missing file operand");
  const [into, ...others] = options.values("target-directory");
  if (others.length > 0) throw new Failure("multiple target directories specified");
  if (options.has("no-target-directory")) {
    if (into !== undefined) throw new Failure(`cannot combine ${optionNames}`);
    const [, target, extra] = operands;
    if (target === undefined) throw new UsageError(`missing destination file operand after ${quoteAlways(first)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${quoteAlways(extra)}`);
    return { all: [{ source: first, target }], directory: undefined };
  }
  if (into !== undefined) {
    assertDirectory(call, into, manner);
    return { all: within(into, operands), directory: into };
  }
  const target = operands.at(-1) ?? "";
  const sources = operands.slice(0, -1);
  if (sources.length === 0) throw new UsageError(`missing destination file operand after ${quoteAlways(first)}`);
  if (isInto(target)) return { all: within(target, sources), directory: target };
  if (sources.length > 1) {
    assertDirectory(call, target, { whenMissing: "target" });
    throw new Failure(`target ${quoteAlways(target)}: Not a directory`);
  }
  return { all: [{ source: first, target }], directory: undefined };
}

function within(directory: string, sources: readonly string[]): Destination[] {
  return sources.map((source) => ({ source, target: joined(directory, lastPart(source)) }));
}

function assertDirectory({ files }: ProgramCall, path: string, manner: DestinationManner): void {
  const { whenMissing = "target directory", whenFile } = manner;
  try {
    if (isDirectory(files.stat(path))) return;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${whenMissing} ${quoteAlways(path)}: ${error.message}`);
  }
  throw new Failure(
    whenFile?.replace("%", () => quoteAlways(path)) ?? `${whenMissing} ${quoteAlways(path)}: Not a directory`,
  );
}
