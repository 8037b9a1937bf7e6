import type { Kernel } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { joined } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/mktemp */

const OPTIONS = {
  directory: { letters: "d", about: "make a directory, not a file" },
  quiet: { letters: "q", about: "say nothing of failures" },
  "dry-run": { letters: "u", about: "make nothing, and print a name only" },
  p: { value: "DIR", about: "take TEMPLATE as seen from DIR" },
  tmpdir: { value: "[DIR]", about: "likewise; without DIR, from TMPDIR or /tmp" },
  suffix: { value: "SUFF", about: "put SUFF behind TEMPLATE" },
  t: { about: "like --tmpdir, but TMPDIR goes before -p" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LEAST_X = 3;
const TRIES = 1000;

export const mktemp = program({
  name: "mktemp",
  usage: "[OPTION]... [TEMPLATE]",
  about:
    "Makes a file with a new name that nobody else has, and prints it. The last Xs of TEMPLATE, at least 3, become other characters; without TEMPLATE, it is tmp.XXXXXXXXXX in TMPDIR or /tmp.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, kernel } = call;
    const { start, xs, end } = templateOf(call);
    const kind = options.has("directory") ? "directory" : "file";
    for (let tries = 0; tries < TRIES; tries++) {
      const path = start + randomLetters(kernel, xs) + end;
      try {
        make(call, path);
        output.putText(`${path}\n`);
        return 0;
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        if (error.code === "EEXIST") continue;
        if (options.has("quiet")) return 1;
        const shown = quoted(start + "X".repeat(xs) + end);
        throw new Failure(`failed to create ${kind} via template ${shown}: ${error.message}`);
      }
    }
    return 1;
  },
});

/** @throws UsageError, Failure */
function templateOf({ options, operands, process }: Call): { start: string; xs: number; end: string } {
  const [given, extra] = operands;
  if (extra !== undefined) throw new UsageError("too many templates");
  const template = given ?? "tmp.XXXXXXXXXX";
  const suffix = options.value("suffix");
  if (suffix !== undefined && !template.endsWith("X"))
    throw new Failure(`with --suffix, template ${quoted(template)} must end in X`);
  const { start = "", xs = "", end = "" } = /^(?<start>.*?)(?<xs>X*)(?<end>[^X]*)$/s.exec(template)?.groups ?? {};
  if (xs.length < LEAST_X) throw new Failure(`too few X's in template ${quoted(template)}`);
  const ending = suffix ?? end;
  if (ending.includes("/")) throw new Failure(`invalid suffix ${quoted(ending)}, contains directory separator`);
  const isBelow = options.has("p", "tmpdir", "t") || given === undefined;
  if (!isBelow) return { start, xs: xs.length, end: ending };
  if (options.has("t") && template.includes("/"))
    throw new Failure(`invalid template, ${quoted(template)}, contains directory separator`);
  if (template.startsWith("/"))
    throw new Failure(`invalid template, ${quoted(template)}; with --tmpdir, it may not be absolute`);
  const environment = process.env.get("TMPDIR") || undefined;
  const named = options.value("p") || options.value("tmpdir") || undefined;
  const folder = (options.has("t") ? (environment ?? named) : (named ?? environment)) ?? "/tmp";
  return { start: joined(folder, start), xs: xs.length, end: ending };
}

function randomLetters(kernel: Kernel, count: number): string {
  return Array.from(kernel.random(count), (byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
}

function make({ files, options }: Call, path: string): void {
  if (options.has("dry-run")) {
    if (files.exists(path)) throw new SystemError("EEXIST");
  } else if (options.has("directory")) files.mkdir(path, 0o700);
  else files.open(path, { access: "both", create: true, exclusive: true }, 0o600).release();
}
