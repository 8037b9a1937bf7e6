import type { UserProgram } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { DataFault } from "../compression/data-fault.ts";
import { gzipFaultText } from "../compression/gzip-format.ts";
import { GREP_OPTIONS, type GrepCall } from "../grep/options.ts";
import { launch } from "../launch.ts";
import { versionText } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { type Option, UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { decompressed } from "./decompressed.ts";

/* grep, which is given what is in compressed files. */

const UNSUPPORTED = ["recursive", "dereference-recursive", "null-data", "include", "exclude", "exclude-dir"] as const;
const NONE_FOUND = 1;
const FAILED = 2;

const USAGE = {
  usage: "[OPTION]... PATTERN [FILE]...",
  about:
    "Prints the lines that match PATTERN of what is in each FILE, which may be compressed, or of standard input. The options are those of grep.",
  like: "GNU gzip",
} as const;

function zgrepProgram(name: string, syntax: readonly string[]): UserProgram {
  return program({
    name,
    ...USAGE,
    options: GREP_OPTIONS,
    failureStatus: FAILED,
    run: async (call) => {
      const { options, operands, output } = call;
      if (options.has("V")) {
        output.putText(versionText(name, USAGE));
        return 0;
      }
      const hasPattern = options.has("regexp", "file");
      if (!hasPattern && operands.length === 0) throw new UsageError(`missing pattern`, FAILED);
      const refused = UNSUPPORTED.find((one) => options.has(one));
      if (refused !== undefined) throw new UsageError(`--${refused}: option not supported`, FAILED);
      const named = hasPattern ? operands : operands.slice(1);
      const paths = named.length > 0 ? named : ["-"];
      const pattern = hasPattern ? [] : ["-e", operands[0] ?? ""];
      const isLabelled = paths.length > 1 && !options.has("no-filename");
      let status = NONE_FOUND;
      for (const path of paths) {
        const label = path === "-" ? [] : [`--label=${path}`];
        const names = isLabelled ? ["-H"] : [];
        const args = ["grep", ...syntax, ...givenOptions(call), ...label, ...names, ...pattern, "-"];
        const one = await grepOf(call, path, args);
        if (one > NONE_FOUND || status > NONE_FOUND) status = Math.max(status, one);
        else if (one === 0) status = 0;
      }
      return status;
    },
  });
}

/** The options again, as they can be given to grep. */
function givenOptions({ options }: GrepCall): string[] {
  const table: Readonly<Record<string, Option>> = GREP_OPTIONS;
  return options.all.map(({ name, value }) => {
    if (name.length > 1) return `--${name}${value === undefined ? "" : `=${value}`}`;
    return `-${name}${table[name]?.value === undefined ? "" : (value ?? "")}`;
  });
}

/** Runs grep on what is in a file. @returns its status, or that of an error in the file */
async function grepOf(call: GrepCall, path: string, args: readonly string[]): Promise<number> {
  const { process, kernel, output } = call;
  let input: number;
  try {
    input = openInput(call, path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await process.printError(`gzip: ${path}: ${error.message}\n`);
    return FAILED;
  }
  await output.flush();
  const { readEnd, writeEnd } = kernel.pipe();
  const child = kernel.fork(process, (own) => launch(own, kernel, args));
  child.descriptors.set(0, readEnd);
  const fd = process.descriptors.add(writeEnd);
  const before = process.disposition("SIGPIPE");
  process.setDisposition("SIGPIPE", "ignore");
  let isFaulty = false;
  try {
    for await (const bytes of decompressed(process, input)) await process.write(fd, bytes);
  } catch (error) {
    if (error instanceof DataFault) {
      isFaulty = true;
      await process.printError(gzipFaultText(path, error));
    } else if (!(error instanceof SystemError)) throw error;
    // A grep that has seen enough reads no more.
    else if (error.code !== "EPIPE") {
      isFaulty = true;
      await process.printError(`gzip: ${path}: ${error.message}\n`);
    }
  } finally {
    process.setDisposition("SIGPIPE", before);
    process.descriptors.close(fd);
    closeInput(process, input);
  }
  const ended = await kernel.wait(process, child.pid);
  if (isFaulty) return FAILED;
  return ended?.status.kind === "exited" ? ended.status.code : FAILED;
}

export const zgreps = {
  bzgrep: zgrepProgram("bzgrep", []),
  xzgrep: zgrepProgram("xzgrep", []),
  zegrep: zgrepProgram("zegrep", ["-E"]),
  zfgrep: zgrepProgram("zfgrep", ["-F"]),
  zgrep: zgrepProgram("zgrep", []),
};
