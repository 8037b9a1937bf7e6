import { SystemError } from "../kernel/system-error.ts";
import { canonicalPath } from "./program/canonical-path.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";
import { relativePath } from "./program/relative-path.ts";

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

export const realpath = program({
  name: "realpath",
  usage: "[OPTION]... FILE...",
  about: "Prints the whole path of each FILE without links; all but its last part must be there.",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, output, files, process } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    const how = options.last("canonicalize-existing", "canonicalize-missing");
    const needs = how === undefined ? "folder" : how === "canonicalize-existing" ? "all" : "nothing";
    const [to, base] = [options.value("relative-to"), options.value("relative-base")];
    let status = 0;
    for (const path of operands) {
      try {
        const keepsLinks = options.has("strip", "no-symlinks");
        let shown = keepsLinks ? absolute(path, process.cwd) : canonicalPath(files, path, needs);
        const isBelow = base === undefined || `${shown}/`.startsWith(`${canonicalPath(files, base, "nothing")}/`);
        const seenFrom = isBelow ? (to ?? base) : undefined;
        if (seenFrom !== undefined) shown = relativePath(files, shown, `${seenFrom}/x`);
        output.putText(`${shown}${options.has("zero") ? "\0" : "\n"}`);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        status = 1;
        if (!options.has("quiet")) await call.complain(`${quoteIfNeeded(path)}: ${error.message}`);
      }
    }
    return status;
  },
});

function absolute(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
