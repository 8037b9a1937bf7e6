import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { linesOf } from "../program/lines.ts";
import { type Option, UsageError } from "../program/options.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import type { Algorithm } from "./algorithms.ts";
import { type Checksum, parseLine } from "./checksum-line.ts";
import { digest } from "./digest.ts";

/** How lists of checksums are checked. */
export const CHECK_OPTIONS = {
  "ignore-missing": { about: "with -c: say nothing of files that are missing" },
  quiet: { about: "with -c: don't print OK for each file" },
  status: { about: "with -c: print nothing, the status tells" },
  strict: { about: "with -c: fail for lines that are no checksums" },
  warn: { letters: "w", about: "with -c: warn of lines that are no checksums" },
} as const satisfies Record<string, Option>;

const ONLY_CHECKING = ["ignore-missing", "status", "warn", "quiet", "strict"] as const;

/** @throws UsageError for options that say how lists are checked where none is */
export function refuseCheckOptions({ options }: ProgramCall): void {
  const stray = ONLY_CHECKING.find((option) => options.has(option));
  if (stray) throw new UsageError(`the --${stray} option is meaningful only when verifying checksums`);
}

/** What a list of checksums came to. */
interface Counts {
  checked: number;
  malformed: number;
  unreadable: number;
  different: number;
}

/** What checksums may be: those that a tag may name, and that of lines without one. */
export interface Expected {
  readonly algorithms: readonly Algorithm[];
  readonly untagged: Algorithm | undefined;
  /** What is said of lines that are wrong before any was right. */
  readonly tag: string;
}

/** Checks the files of all lists that are named. */
export async function checkLists(call: ProgramCall, expected: Expected): Promise<void> {
  for (const list of call.operands.length > 0 ? call.operands : ["-"]) await checkList(call, expected, list);
}

async function checkList(call: ProgramCall, expected: Expected, list: string): Promise<void> {
  const counts: Counts = { checked: 0, malformed: 0, unreadable: 0, different: 0 };
  const shownList = list === "-" ? "'standard input'" : quoteIfNeeded(list);
  let tag = expected.tag;
  try {
    const fd = openInput(call, list);
    let number = 0;
    for await (const { lines } of linesOf(call.process, fd))
      for (const bytes of lines) {
        number++;
        const line = decodeUtf8(bytes, "escape").replace(/\r$/, "");
        if (line.startsWith("#")) continue;
        const checksum = parseLine(line, expected.algorithms, expected.untagged);
        if (checksum) {
          tag = checksum.algorithm.tag;
          await checkFile(call, checksum, counts);
          continue;
        }
        counts.malformed++;
        if (call.options.has("warn"))
          await warn(call, `${shownList}: ${number}: improperly formatted ${tag} checksum line`);
      }
    closeInput(call.process, fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complainOf(list, error);
    return;
  }
  await report(call, shownList, counts);
}

async function checkFile(call: ProgramCall, { algorithm, bits, sum, name }: Checksum, counts: Counts): Promise<void> {
  const { options, output, process } = call;
  const shown = /\n/.test(name) ? `\\${name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}` : name;
  let found: string;
  try {
    const fd = openInput(call, name);
    try {
      found = await digest(process, fd, algorithm, bits);
    } finally {
      closeInput(process, fd);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (options.has("ignore-missing") && error.code === "ENOENT") return;
    await call.complainOf(name, error);
    counts.unreadable++;
    if (!options.has("status")) output.putText(`${shown}: FAILED open or read\n`);
    return;
  }
  counts.checked++;
  const isSame = found === sum;
  if (!isSame) counts.different++;
  if (options.has("status") || (isSame && options.has("quiet"))) return;
  output.putText(`${shown}: ${isSame ? "OK" : "FAILED"}\n`);
}

async function report(call: ProgramCall, list: string, counts: Counts): Promise<void> {
  const { options } = call;
  const { checked, malformed, unreadable, different } = counts;
  if (checked + unreadable === 0 && (malformed > 0 || !options.has("ignore-missing"))) {
    await call.complain(`${list}: no properly formatted checksum lines found`);
    return;
  }
  const isUnverified = checked === different && options.has("ignore-missing");
  if (!options.has("status")) {
    const warnings = [
      [malformed, "line is improperly formatted", "lines are improperly formatted"],
      [unreadable, "listed file could not be read", "listed files could not be read"],
      [different, "computed checksum did NOT match", "computed checksums did NOT match"],
    ] as const;
    for (const [count, one, many] of warnings)
      if (count > 0) await warn(call, `WARNING: ${count} ${count === 1 ? one : many}`);
    if (isUnverified) await warn(call, `${list}: no file was verified`);
  }
  const isFine = different === 0 && unreadable === 0 && (malformed === 0 || !options.has("strict"));
  if (!isFine || isUnverified) call.status = 1;
}

/** Says something on the standard error stream that is no failure by itself. */
async function warn(call: ProgramCall, message: string): Promise<void> {
  await call.output.flush();
  await call.process.printError(`${call.name}: ${message}\n`);
}
