import { S_IFCHR, S_IFIFO, S_IFMT } from "../../abi/file-mode.ts";
import { deviceNumbers } from "../program/device-numbers.ts";
import { isDirectory, isLink, statusOf } from "../program/file-kinds.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { binaryKind } from "./binary-kind.ts";
import { firstBytes, lastNumber, uncompressed } from "./contents.ts";
import { type FileKind, UNKNOWN_BINARY } from "./file-kind.ts";
import type { FileCall } from "./file-options.ts";
import { Head } from "./head.ts";
import { charsetOf } from "./text-charset.ts";
import { describedText, textKind } from "./text-kind.ts";

export interface LookedAt {
  readonly kind: FileKind;
  /** What it was compressed as, if it was looked into. */
  readonly compressed?: FileKind;
  /** What the end of a compressed file says of the size. */
  readonly sizeText?: string;
}

/** What a file is, by its status or by what is in it. @throws SystemError */
export async function kindAt(call: FileCall, name: string): Promise<LookedAt> {
  const { options, files } = call;
  if (name === "-") return kindOfFile(call, name);
  const follows = options.last("dereference", "no-dereference") === "dereference";
  const status = follows ? files.stat(name) : files.lstat(name);
  const special = (text: string, type: string): LookedAt => ({ kind: { text, mime: `inode/${type}` } });
  if (isDirectory(status))
    return special((status.mode & 0o1000) !== 0 ? "sticky, directory" : "directory", "directory");
  if (isLink(status)) {
    const broken = statusOf(files, name) === undefined ? "broken " : "";
    return special(`${broken}symbolic link to ${files.readlink(name)}`, "symlink");
  }
  if ((status.mode & S_IFMT) === S_IFCHR && !options.has("special-files"))
    return special(`character special (${deviceNumbers(files, status).join("/")})`, "chardevice");
  if ((status.mode & S_IFMT) === S_IFIFO) return special("fifo (named pipe)", "fifo");
  return kindOfFile(call, name);
}

/** @throws SystemError */
async function kindOfFile(call: FileCall, path: string): Promise<LookedAt> {
  const { options, process } = call;
  const fd = openInput(call, path);
  try {
    const bytes = await firstBytes(process, fd);
    const kind = kindOfBytes(bytes);
    if (options.has("uncompress", "uncompress-noreport")) {
      const content = await uncompressed(bytes);
      return content === undefined ? { kind } : { kind: kindOfBytes(content), compressed: kind };
    }
    const size = kind.mime === "application/gzip" ? await lastNumber(process, fd) : undefined;
    return { kind, ...(size !== undefined && { sizeText: `original size modulo 2^32 ${size}` }) };
  } finally {
    closeInput(process, fd);
  }
}

function kindOfBytes(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return { text: "empty", mime: "inode/x-empty" };
  if (bytes.length === 1) return { text: "very short file (no magic)", mime: "application/octet-stream" };
  const known = binaryKind(new Head(bytes));
  if (known) {
    const charset = charsetOf(bytes);
    return { ...known, charset: charset?.mime, all: [known.text, charset ? `, ${describedText(charset)}` : "data"] };
  }
  return textKind(bytes) ?? UNKNOWN_BINARY;
}
