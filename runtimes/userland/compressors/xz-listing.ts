import { SystemError } from "../../kernel/system-error.ts";
import { DataFault } from "../compression/data-fault.ts";
import { xzFaultText } from "../compression/fault-texts.ts";
import { type XzContents, xzContents } from "../compression/xz-index.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";

/* What `xz -l` prints. */

const CHECKS: Readonly<Record<number, string>> = { 0: "None", 1: "CRC32", 4: "CRC64", 10: "SHA-256" };
const TITLES = "Strms  Blocks   Compressed Uncompressed  Ratio  Check   Filename\n";
const LINE_COLUMNS = 79;
const LEAST_BYTES = 24;
const MOST_RATIO = 9.999;

/** @param sizeText how sizes are shown @returns the status @throws Failure */
export async function listXz(call: ProgramCall, sizeText: (bytes: number) => string): Promise<number> {
  const { operands, output, options } = call;
  if (options.has("verbose")) throw new Failure("--list with --verbose is not supported");
  const isRobot = options.has("robot");
  const listed: XzContents[] = [];
  let status = 0;
  for (const path of operands.length > 0 ? operands : ["-"]) {
    const contents = await contentsOf(call, path);
    if (!contents) {
      status = 1;
      continue;
    }
    if (listed.length === 0 && !isRobot) output.putText(TITLES);
    listed.push(contents);
    if (isRobot) output.putText(`name\t${path}\nfile\t${robotFields(contents)}\n`);
    else output.putText(row(contents, path, sizeText));
  }
  const total = totalOf(listed);
  if (isRobot) output.putText(`totals\t${robotFields(total)}\t${listed.length}\n`);
  else if (listed.length > 1)
    output.putText(`${"-".repeat(LINE_COLUMNS)}\n${row(total, `${listed.length} files`, sizeText)}`);
  return status;
}

async function contentsOf(call: ProgramCall, path: string): Promise<XzContents | undefined> {
  if (path === "-") {
    await call.complain("--list does not support reading from standard input");
    return undefined;
  }
  try {
    const bytes = call.files.readFile(path);
    if (bytes.length === 0) await call.complain(`${path}: File is empty`);
    else if (bytes.length < LEAST_BYTES) await call.complain(`${path}: Too small to be a valid .xz file`);
    else return xzContents(bytes);
  } catch (error) {
    if (error instanceof SystemError) await call.complain(`${path}: ${error.message}`);
    else if (error instanceof DataFault) {
      await call.output.flush();
      await call.process.printError(xzFaultText(call.name, path, error));
    } else throw error;
  }
  return undefined;
}

function row(contents: XzContents, name: string, sizeText: (bytes: number) => string): string {
  const { streams, blocks, compressedBytes, plainBytes } = contents;
  const counts = `${String(streams).padStart(5)} ${String(blocks).padStart(7)}`;
  const sizes = `${sizeText(compressedBytes).padStart(11)}  ${sizeText(plainBytes).padStart(11)}`;
  return `${counts}  ${sizes}  ${ratioOf(contents).padStart(5)}  ${checksOf(contents, ", ").padEnd(7)} ${name}\n`;
}

function robotFields(contents: XzContents): string {
  const { streams, blocks, compressedBytes, plainBytes, paddingBytes } = contents;
  const checks = checksOf(contents, ",");
  return [streams, blocks, compressedBytes, plainBytes, ratioOf(contents), checks, paddingBytes].join("\t");
}

function ratioOf({ compressedBytes, plainBytes }: XzContents): string {
  const ratio = compressedBytes / plainBytes;
  return ratio <= MOST_RATIO ? ratio.toFixed(3) : "---";
}

function checksOf({ checks }: XzContents, between: string): string {
  return [...checks]
    .sort((a, b) => a - b)
    .map((check) => CHECKS[check] ?? `Unknown-${check}`)
    .join(between);
}

function totalOf(all: readonly XzContents[]): XzContents {
  const sum = (numberOf: (one: XzContents) => number): number => all.reduce((total, one) => total + numberOf(one), 0);
  return {
    streams: sum(({ streams }) => streams),
    blocks: sum(({ blocks }) => blocks),
    compressedBytes: sum(({ compressedBytes }) => compressedBytes),
    plainBytes: sum(({ plainBytes }) => plainBytes),
    paddingBytes: sum(({ paddingBytes }) => paddingBytes),
    checks: new Set(all.flatMap(({ checks }) => [...checks])),
  };
}
