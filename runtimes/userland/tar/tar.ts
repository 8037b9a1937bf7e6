import { Failure } from "../program/failure.ts";
import { helpText, type Usage } from "../program/help.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { Listing } from "./listing.ts";
import { MemberNames } from "./member-names.ts";
import { withOldOptions } from "./old-options.ts";
import { type Call, type ModeName, modeNames, OPTIONS, REFUSED } from "./options.ts";
import { compareArchive, extractArchive, listArchive, testLabel } from "./reading.ts";
import { FAILED, Fatal, Report } from "./report.ts";
import { nameTransform } from "./transform.ts";
import { appendArchives, appendFiles, createArchive, deleteMembers } from "./writing.ts";

/* https://www.gnu.org/software/tar/manual, without what needs tapes, several volumes, snapshots, or other programs. */

const BAD_ARGUMENTS = 64;
const NO_HOST = 128;
const USAGE: Usage = {
  usage: "[OPTION]... [FILE]...",
  about:
    "Puts FILEs into an archive, takes them out of it, or tells what is in it. One of -c, -t, -x, -r, -u, -d, -A and --delete is needed. Letters of the first argument need no dash.",
  like: "GNU tar",
};

type Mode = "create" | "list" | "extract" | "append" | "update" | "compare" | "concatenate" | "delete" | "label";

const MODES: Readonly<Record<ModeName, Mode>> = {
  create: "create",
  list: "list",
  extract: "extract",
  get: "extract",
  append: "append",
  update: "update",
  diff: "compare",
  compare: "compare",
  catenate: "concatenate",
  concatenate: "concatenate",
  delete: "delete",
  "test-label": "label",
};

export const tar = program({
  name: "tar",
  ...USAGE,
  options: OPTIONS,
  failureStatus: BAD_ARGUMENTS,
  hint: "Try 'tar --help' or 'tar --usage' for more information.",
  modernize: withOldOptions,
  run: async (call) => {
    const { options, output, process } = call;
    if (options.has("usage")) {
      output.putText(helpText(call.name, USAGE, OPTIONS));
      return 0;
    }
    const report = new Report(call);
    try {
      await run(call, report, modeOf(call));
      return await report.finish();
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await output.flush();
      await process.printError(`tar: ${error.message}\ntar: Error is not recoverable: exiting now\n`);
      return FAILED;
    }
  },
});

/** @throws UsageError */
function modeOf({ options }: Call): Mode {
  const isMode = (name: string): name is ModeName => modeNames().some((one) => one === name);
  const given = options.all.map(({ name }) => name).filter(isMode);
  const modes = new Set(given.map((name) => MODES[name]));
  const [mode] = modes;
  const all = "'-Acdtrux', '--delete' or ";
  if (mode === undefined) throw new UsageError(`You must specify one of the ${all}'--test-label' options`, FAILED);
  if (modes.size > 1) throw new UsageError(`You may not specify more than one ${all} '--test-label' option`, FAILED);
  const refused = REFUSED.find((name) => options.has(name));
  if (refused !== undefined) throw new UsageError(`option '--${refused}' is not supported`, FAILED);
  return mode;
}

async function run(call: Call, report: Report, mode: Mode): Promise<void> {
  const { options } = call;
  const archive = options.value("file") ?? call.process.env.get("TAPE") ?? "-";
  if (archive.includes(":") && !archive.startsWith("/") && !options.has("force-local") && isRemote(archive))
    throw new Failure(`Cannot connect to ${archive.slice(0, archive.indexOf(":"))}: resolve failed`, NO_HOST);
  const verbosity = options.all.filter(({ name }) => name === "verbose").length;
  const writesArchive = archive === "-" && mode !== "list" && mode !== "extract" && mode !== "compare";
  const toStderr = writesArchive || options.has("to-stdout");
  const parts = {
    call,
    report,
    archive,
    names: new MemberNames(report, {
      keepsAbsolute: options.has("absolute-names"),
      transform: nameTransform([...options.values("transform"), ...options.values("xform")]),
      strippedParts: Number(options.value("strip-components") ?? 0),
    }),
    listing: new Listing(call, Math.min(2, verbosity + (mode === "list" ? 1 : 0)), toStderr),
  };
  switch (mode) {
    case "create":
      return createArchive(parts);
    case "append":
    case "update":
      return appendFiles(parts, mode === "update");
    case "concatenate":
      return appendArchives(parts);
    case "delete":
      return deleteMembers(parts);
    case "list":
      return listArchive(parts);
    case "extract":
      return extractArchive(parts);
    case "compare":
      return compareArchive(parts);
    case "label":
      return testLabel(parts);
  }
}

/** `HOST:FILE`, without a slash before the colon. */
function isRemote(archive: string): boolean {
  return /^[^/:]+:/.test(archive);
}
