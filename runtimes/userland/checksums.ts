import { blake2b } from "@noble/hashes/blake2.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import type { UserProgram } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { closeInput, eachInput, openInput } from "./program/inputs.ts";
import { linesOf } from "./program/lines.ts";
import { type OptionTable, UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/manual/html_node/md5sum-invocation.html */

interface Algorithm {
  /** What `--tag` and messages call it. */
  readonly tag: string;
  create(): { update(bytes: Uint8Array): unknown; digest(): Uint8Array };
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  md5sum: { tag: "MD5", create: () => md5.create() },
  sha1sum: { tag: "SHA1", create: () => sha1.create() },
  sha224sum: { tag: "SHA224", create: () => sha224.create() },
  sha256sum: { tag: "SHA256", create: () => sha256.create() },
  sha384sum: { tag: "SHA384", create: () => sha384.create() },
  sha512sum: { tag: "SHA512", create: () => sha512.create() },
  b2sum: { tag: "BLAKE2b", create: () => blake2b.create() },
};

const OPTIONS = {
  binary: { letters: "b", about: "mark names with *" },
  check: { letters: "c", about: "read checksums from the FILEs and check them" },
  tag: { about: "print lines that tell the algorithm" },
  text: { letters: "t", about: "mark names with a space (the default)" },
  zero: { letters: "z", about: "end lines with NUL, and escape no names" },
  "ignore-missing": { about: "with -c: say nothing of files that are missing" },
  quiet: { about: "with -c: don't print OK for each file" },
  status: { about: "with -c: print nothing, the status tells" },
  strict: { about: "with -c: fail for lines that are no checksums" },
  warn: { letters: "w", about: "with -c: warn of lines that are no checksums" },
} satisfies OptionTable<string>;

type Call = ProgramCall<keyof typeof OPTIONS>;

const ONLY_CHECKING = ["ignore-missing", "status", "warn", "quiet", "strict"] as const;

function checksum(name: string, algorithm: Algorithm): UserProgram {
  return program({
    name,
    usage: "[OPTION]... [FILE]...",
    about: `Prints or checks ${algorithm.tag} checksums. With no FILE, or when FILE is -, reads standard input.`,
    options: OPTIONS,
    run: async (call) => {
      const { options } = call;
      if (options.has("check")) {
        if (options.has("tag")) throw new UsageError("the --tag option is meaningless when verifying checksums");
        if (options.has("zero")) throw new UsageError("the --zero option is not supported when verifying checksums");
        for (const list of call.operands.length > 0 ? call.operands : ["-"]) await check(call, algorithm, list);
        return;
      }
      const stray = ONLY_CHECKING.find((option) => options.has(option));
      if (stray) throw new UsageError(`the --${stray} option is meaningful only when verifying checksums`);
      if (options.has("tag") && options.last("binary", "text") === "text")
        throw new UsageError("--tag does not support --text mode");
      await eachInput(call, async (fd, operand) => {
        call.output.putText(lineOf(call, algorithm, await digest(call, algorithm, fd), operand));
        if (call.output.isFull) await call.output.flush();
      });
    },
  });
}

async function digest({ process }: Call, algorithm: Algorithm, fd: number): Promise<string> {
  const hash = algorithm.create();
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) hash.update(bytes);
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function lineOf({ options }: Call, { tag }: Algorithm, sum: string, operand: string): string {
  const isEscaped = !options.has("zero") && /[\\\n\r]/.test(operand);
  const name = isEscaped ? operand.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r") : operand;
  const end = options.has("zero") ? "\0" : "\n";
  const mark = options.last("binary", "text") === "binary" ? "*" : " ";
  return `${isEscaped ? "\\" : ""}${options.has("tag") ? `${tag} (${name}) = ${sum}` : `${sum} ${mark}${name}`}${end}`;
}

interface Checksum {
  readonly sum: string;
  readonly name: string;
}

/** @returns nothing for a line that is no checksum */
function parseLine(line: string, { tag, create }: Algorithm): Checksum | undefined {
  const digits = create().digest().length * 2;
  const [, mark = "", rest = ""] = /^\s*(\\?)(.*)$/s.exec(line) ?? [];
  const tagged = rest.startsWith(`${tag} (`) ? /^\S+ \((.*)\) = ([0-9a-fA-F]+)$/s.exec(rest) : null;
  const plain = tagged ? null : /^([0-9a-fA-F]+) [ *]?(.+)$/s.exec(rest);
  const [sum, name] = tagged ? [tagged[2], tagged[1]] : [plain?.[1], plain?.[2]];
  if (sum?.length !== digits || name === undefined || name === "") return undefined;
  return { sum: sum.toLowerCase(), name: mark === "" ? name : plainName(name) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", "\\": "\\" };

function plainName(name: string): string {
  return name.replace(/\\(.)/gs, (whole, letter: string) => ESCAPES[letter] ?? whole);
}

/** What a list of checksums came to. */
interface Counts {
  checked: number;
  malformed: number;
  unreadable: number;
  different: number;
}

async function check(call: Call, algorithm: Algorithm, list: string): Promise<void> {
  const counts: Counts = { checked: 0, malformed: 0, unreadable: 0, different: 0 };
  const shownList = list === "-" ? "'standard input'" : quoteIfNeeded(list);
  try {
    const fd = openInput(call, list);
    let number = 0;
    for await (const { lines } of linesOf(call.process, fd))
      for (const bytes of lines) {
        number++;
        const line = decodeUtf8(bytes, "escape").replace(/\r$/, "");
        if (line.startsWith("#")) continue;
        const checksum = parseLine(line, algorithm);
        if (checksum) await checkFile(call, algorithm, checksum, counts);
        else {
          counts.malformed++;
          const says = `${shownList}: ${number}: improperly formatted ${algorithm.tag} checksum line`;
          if (call.options.has("warn")) await warn(call, says);
        }
      }
    closeInput(call.process, fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complainOf(list, error);
    return;
  }
  await report(call, shownList, counts);
}

async function checkFile(call: Call, algorithm: Algorithm, { sum, name }: Checksum, counts: Counts): Promise<void> {
  const { options, output } = call;
  const shown = /\n/.test(name) ? `\\${name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}` : name;
  let found: string;
  try {
    const fd = openInput(call, name);
    try {
      found = await digest(call, algorithm, fd);
    } finally {
      closeInput(call.process, fd);
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

async function report(call: Call, list: string, counts: Counts): Promise<void> {
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
async function warn(call: Call, message: string): Promise<void> {
  await call.output.flush();
  await call.process.printError(`${call.name}: ${message}\n`);
}

/** `md5sum` and its like, by name. */
export const checksums: Readonly<Record<string, UserProgram>> = Object.fromEntries(
  Object.entries(ALGORITHMS).map(([name, algorithm]) => [name, checksum(name, algorithm)]),
);
