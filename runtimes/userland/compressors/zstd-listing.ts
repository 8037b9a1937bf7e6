import { SystemError } from "../../kernel/system-error.ts";
import { DataFault } from "../compression/data-fault.ts";
import { type ZstdContents, zstdContents } from "../compression/zstd-frames.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";

/* What `zstd -l` prints. */

const TITLES = "Frames  Skips  Compressed  Uncompressed  Ratio  Check  Filename\n";
const LINE = `${"-".repeat(65)} \n`;

/** @returns the status @throws Failure */
export async function listZstd(call: ProgramCall): Promise<number> {
  const { operands, output, options, process } = call;
  if (options.has("verbose")) throw new Failure("--list with --verbose is not supported");
  if (operands.length === 0 || operands.includes("-")) {
    await process.printError("zstd: --list does not support reading from standard input \n");
    if (operands.length === 0) await process.printError("No files given \n");
    return 1;
  }
  output.putText(TITLES);
  const listed: ZstdContents[] = [];
  let status = 0;
  for (const path of operands) {
    const contents = await contentsOf(call, path);
    if (!contents) {
      status = 1;
      continue;
    }
    listed.push(contents);
    output.putText(row(contents, path));
  }
  if (operands.length > 1) output.putText(`${LINE}${row(totalOf(listed), `${listed.length} files`)}`);
  return status;
}

async function contentsOf({ files, output, process }: ProgramCall, path: string): Promise<ZstdContents | undefined> {
  try {
    return zstdContents(files.readFile(path));
  } catch (error) {
    if (error instanceof SystemError) {
      await output.flush();
      await process.printError(`Error : ${path} is not a file \n`);
    } else if (error instanceof DataFault) {
      if (error.problems.includes("not the format")) output.putText(`File "${path}" not compressed by zstd \n`);
      else {
        await output.flush();
        await process.printError(`Error while parsing "${path}" \n`);
      }
    } else throw error;
  }
  return undefined;
}

function row(contents: ZstdContents, name: string): string {
  const { frames, skipped, compressedBytes, plainBytes, hasChecksum } = contents;
  const counts = `${String(frames).padStart(6)}  ${String(skipped).padStart(5)}`;
  const ratio = plainBytes === undefined ? 0 : plainBytes / compressedBytes;
  const sizes =
    plainBytes === undefined
      ? `${sizeText(compressedBytes, 6)}${" ".repeat(21)}`
      : `${sizeText(compressedBytes, 6)}  ${sizeText(plainBytes, 8)}  ${ratio.toFixed(3).padStart(5)}`;
  return `${counts}  ${sizes}  ${(hasChecksum ? "XXH64" : "None").padStart(5)}  ${name}\n`;
}

const UNITS = [" B", " KiB", " MiB", " GiB", " TiB"];

function sizeText(bytes: number, width: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  const digits = value >= 100 || unit === 0 ? 0 : value >= 10 ? 1 : value > 1 ? 2 : 3;
  return value.toFixed(digits).padStart(width) + (UNITS[unit] ?? "").padStart(4);
}

function totalOf(all: readonly ZstdContents[]): ZstdContents {
  const sum = (numberOf: (one: ZstdContents) => number): number => all.reduce((total, one) => total + numberOf(one), 0);
  const areKnown = all.every(({ plainBytes }) => plainBytes !== undefined);
  return {
    frames: sum(({ frames }) => frames),
    skipped: sum(({ skipped }) => skipped),
    compressedBytes: sum(({ compressedBytes }) => compressedBytes),
    plainBytes: areKnown ? sum(({ plainBytes }) => plainBytes ?? 0) : undefined,
    hasChecksum: all.some(({ hasChecksum }) => hasChecksum),
  };
}
