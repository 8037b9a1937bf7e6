import { SystemError } from "../kernel/system-error.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/pathchk */

const OPTIONS = {
  p: { about: "ask what POSIX lets every system do: short names, of few characters" },
  P: { about: "ask for names that are empty or begin with -" },
  portability: { about: "like -p -P" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const POSIX_NAME_BYTES = 14;
const POSIX_PATH_BYTES = 256;
const NAME_BYTES = 255;
const PATH_BYTES = 4096;

export const pathchk = program({
  name: "pathchk",
  usage: "[OPTION]... NAME...",
  about: "Tells whether each NAME could be that of a file.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { operands } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    for (const path of operands) {
      const problem = problemOf(call, path);
      if (problem !== undefined) await call.complain(problem);
    }
  },
});

function problemOf({ options, files }: Call, path: string): string | undefined {
  const isBasic = options.has("p", "portability");
  const isExtra = options.has("P", "portability");
  const parts = path.split("/").filter((part) => part !== "");
  if (isExtra && parts.some((part) => part.startsWith("-")))
    return `leading '-' in a component of file name ${quoteAlways(path)}`;
  if (path === "" && (isBasic || isExtra)) return "empty file name";
  if (isBasic) {
    const strange = /[^A-Za-z0-9._/-]/u.exec(path)?.[0];
    if (strange !== undefined) return `nonportable character ${quoted(strange)} in file name ${quoteAlways(path)}`;
  } else {
    try {
      files.lstat(path);
      return undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code !== "ENOENT" || path === "")
        return `${path === "" ? quoteAlways(path) : quoteIfNeeded(path)}: ${error.message}`;
    }
  }
  const [nameBytes, pathBytes] = isBasic ? [POSIX_NAME_BYTES, POSIX_PATH_BYTES] : [NAME_BYTES, PATH_BYTES];
  const length = encodeUtf8(path).length;
  if (length >= pathBytes)
    return `limit ${pathBytes - 1} exceeded by length ${length} of file name ${quoteAlways(path)}`;
  for (const part of parts) {
    const partBytes = encodeUtf8(part).length;
    if (partBytes > nameBytes)
      return `limit ${nameBytes} exceeded by length ${partBytes} of file name component ${quoted(part)}`;
  }
  return undefined;
}
