import { SystemError } from "../kernel/system-error.ts";
import { canonicalPath, type PathNeeds } from "./program/canonical-path.ts";
import { Failure } from "./program/failure.ts";
import { isDirectoryAt } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";
import { pathFrom } from "./program/relative-path.ts";
import { unfollowedPath } from "./program/unfollowed-path.ts";

/* https://www.gnu.org/software/coreutils/realpath */

const OPTIONS = {
  "canonicalize-existing": { letters: "e", about: "all of the path must be there" },
  "canonicalize-missing": { letters: "m", about: "nothing of it must be there" },
  logical: { letters: "L", about: "take .. before links are followed" },
  physical: { letters: "P", about: "follow links as they come, which is the default" },
  quiet: { letters: "q", about: "say nothing of failures" },
  "relative-to": { value: "DIR", about: "print paths as seen from DIR" },
  "relative-base": { value: "DIR", about: "print paths below DIR as seen from there" },
  strip: { letters: "s", about: "don't follow links" },
  "no-symlinks": {},
  zero: { letters: "z", about: "end lines with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const realpath = program({
  name: "realpath",
  usage: "[OPTION]... FILE...",
  about: "Prints the whole path of each FILE without links; all but its last part must be there.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, output } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    const view = viewOf(call);
    for (const path of operands) {
      try {
        output.putText(`${seen(wholePath(call, path), view)}${options.has("zero") ? "\0" : "\n"}`);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        call.status = 1;
        if (!options.has("quiet")) await call.complain(`${quoteIfNeeded(path)}: ${error.message}`);
      }
    }
  },
});

/** From where paths are seen. */
interface View {
  /** Paths stay whole if there is none. */
  readonly from: string | undefined;
  /** Paths that aren't below it stay whole. */
  readonly below: string | undefined;
}

/** @throws Failure */
function viewOf(call: Call): View {
  const { options } = call;
  const base = options.value("relative-base");
  const to = options.value("relative-to") ?? base;
  if (to === undefined) return { from: undefined, below: undefined };
  const from = folderPath(call, to);
  const below = base === undefined ? undefined : folderPath(call, base);
  return below === undefined || isBelow(from, below) ? { from, below } : { from: undefined, below };
}

function folderPath(call: Call, path: string): string {
  try {
    const whole = wholePath(call, path);
    if (needsOf(call) === "all" && !isDirectoryAt(call.files, whole)) throw new SystemError("ENOTDIR");
    return whole;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoteIfNeeded(path)}: ${error.message}`);
  }
}

function seen(path: string, { from, below }: View): string {
  if (from === undefined || (below !== undefined && !isBelow(path, below))) return path;
  return pathFrom(from, path);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** @throws SystemError */
function wholePath(call: Call, path: string): string {
  const { options, files, process } = call;
  const needs = needsOf(call);
  if (options.has("strip", "no-symlinks")) return unfollowedPath(files, path, process.cwd, needs);
  const isLogical = options.last("logical", "physical") === "logical";
  return canonicalPath(files, isLogical ? unfollowedPath(files, path, process.cwd, needs) : path, needs);
}

function needsOf({ options }: Call): PathNeeds {
  const how = options.last("canonicalize-existing", "canonicalize-missing");
  if (how === undefined) return "folder";
  return how === "canonicalize-existing" ? "all" : "nothing";
}
