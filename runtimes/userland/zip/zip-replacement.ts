import { SystemError } from "../../kernel/system-error.ts";
import { folderOf, joined, statusOf } from "../program/file-kinds.ts";
import { timeZone } from "../program/time-zone.ts";
import type { ZipCall } from "./zip-options.ts";
import { STATUS, ZipError } from "./zip-report.ts";
import { type WriterManner, ZipWriter } from "./zip-writer.ts";

const LEVELS = [
  "compress-0",
  "compress-1",
  "compress-2",
  "compress-3",
  "compress-4",
  "compress-5",
  "compress-6",
  "compress-7",
  "compress-8",
  "compress-9",
] as const;
const DEFAULT_LEVEL = 6;
/** What isn't compressed again. */
const PACKED = ".z:.zip:.zoo:.arc:.lzh:.arj";

/** Writes what takes the place of a zip file when it is whole; `-` is the standard output. @throws ZipError */
export async function rewritten(
  call: ZipCall,
  archive: string,
  write: (writer: ZipWriter) => Promise<void>,
): Promise<void> {
  const { files, process, kernel } = call;
  const manner = mannerOf(call);
  if (archive === "-") {
    const output = process.descriptors.get(1);
    const isNewFile = output.kind === "file" && output.status().size === 0;
    return write(new ZipWriter(process, files, 1, isNewFile, manner));
  }
  const random = [...kernel.random(6)].map((byte) => (byte % 36).toString(36)).join("");
  const temporary = joined(folderOf(archive), `zi${random}`);
  const mode = statusOf(files, archive)?.mode;
  let fd: number;
  try {
    const flags = { access: "both", create: true, exclusive: true } as const;
    fd = process.descriptors.add(files.open(temporary, flags, 0o666));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ZipError(`zip I/O error: ${error.message}\nCould not create output file (${archive})`, STATUS.output);
  }
  try {
    await write(new ZipWriter(process, files, fd, true, manner));
    if (mode !== undefined) files.chmod(temporary, mode & 0o7777);
    files.rename(temporary, archive);
  } finally {
    process.descriptors.close(fd);
    if (statusOf(files, temporary)) files.unlink(temporary);
  }
}

function mannerOf({ options, process }: ZipCall): WriterManner {
  const level = options.last(...LEVELS);
  return {
    level: level === undefined ? DEFAULT_LEVEL : LEVELS.indexOf(level),
    withExtra: !options.has("no-extra"),
    storedSuffixes: (options.value("suffixes") ?? PACKED).toLowerCase().split(":"),
    zone: timeZone(process.env.get("TZ")),
  };
}
