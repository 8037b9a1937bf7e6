import { lastPart } from "../program/file-kinds.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { program } from "../program/program.ts";
import { withZipLists } from "./zip-arguments.ts";
import { ZipFault } from "./zip-file.ts";
import { OPTIONS, type ZipCall } from "./zip-options.ts";
import { STATUS, ZipError, ZipReport } from "./zip-report.ts";
import { ZipRun } from "./zip-run.ts";

/* https://infozip.sourceforge.net/Zip.html, without passwords, comments, and archives of several parts. */

const USAGE: Usage = {
  usage: "[-OPTION]... [ZIPFILE [FILE]...] [-x PATTERN...] [-i PATTERN...]",
  about:
    "Puts FILEs into a zip file, which is made if there is none. FILE - is the standard input; ZIPFILE - the standard output.",
  like: "Info-ZIP zip",
};
const REFUSED = [
  "to-crlf",
  "from-crlf",
  "from-date",
  "before-date",
  "password",
  "split-size",
  "output-file",
  "adjust-sfx",
  "fix",
  "archive-comment",
  "entry-comments",
  "DOS-names",
  "difference",
  "compression-method",
] as const;
const LICENSE = "Slotbox is under the Apache License, version 2.0.\n";

export const zip = program({
  name: "zip",
  ...USAGE,
  options: OPTIONS,
  modernize: withZipLists,
  usageError: async (process, message) => {
    await process.print(`\nzip error: Invalid command arguments (${inZipsWords(message)})\n`);
    return STATUS.usage;
  },
  run: async (call) => {
    const { options, output } = call;
    if (options.has("h")) output.putText(helpText("zip", USAGE, OPTIONS));
    else if (options.has("license")) output.putText(LICENSE);
    else if (options.has("verbose") && call.operands.length === 0) output.putText(versionText("zip", USAGE));
    else return run(call);
    return 0;
  },
});

async function run(call: ZipCall): Promise<number> {
  const { options, operands } = call;
  const [given = "-"] = operands;
  const report = new ZipReport(call, given === "-");
  try {
    if (options.has("encrypt")) throw new ZipError("Invalid command arguments (stderr is not a tty)", STATUS.usage);
    const refused = REFUSED.find((name) => options.has(name));
    if (refused !== undefined)
      throw new ZipError(`Invalid command arguments (option '${refused}' not supported)`, STATUS.usage);
    // Without any arguments, it is a filter.
    const names = operands.length === 0 ? ["-"] : operands.slice(1);
    return await new ZipRun(call, report, withSuffix(given)).run(names);
  } catch (error) {
    if (error instanceof ZipFault)
      return report.fail(new ZipError(`Zip file structure invalid (${withSuffix(given)})`, STATUS.structure));
    if (!(error instanceof ZipError)) throw error;
    return report.fail(error);
  }
}

function withSuffix(archive: string): string {
  return archive === "-" || lastPart(archive).includes(".") ? archive : `${archive}.zip`;
}

function inZipsWords(message: string): string {
  const { short, long, needing } =
    /^(?:invalid option -- '(?<short>.*)'|unrecognized option '--(?<long>.*)'|option requires an argument -- '(?<needing>.*)')$/.exec(
      message,
    )?.groups ?? {};
  if (short !== undefined) return `short option '${short}' not supported`;
  if (long !== undefined) return `long option '${long}' not supported`;
  return needing === undefined ? message : `option '${needing}' requires a value`;
}
