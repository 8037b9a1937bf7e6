import { S_IFCHR, S_IFIFO, S_IFMT } from "../abi/file-mode.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { binaryType } from "./file-magic.ts";
import { charsetOf, textType } from "./file-text.ts";
import { deviceNumbers } from "./program/device-numbers.ts";
import { isDirectory, isLink, statusOf } from "./program/file-kinds.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { type ProgramCall, program } from "./program/program.ts";

/* https://www.darwinsys.com/file, for the kinds of files that are met most. */

const OPTIONS = {
  brief: { letters: "b", about: "print no names" },
  mime: { letters: "i", about: "print the type and the characters as mails have them" },
  "mime-type": { about: "print the type only" },
  "mime-encoding": { about: "print the characters only" },
  dereference: { letters: "L", about: "follow links" },
  "no-dereference": { letters: "h", about: "don't follow links" },
  separator: { letters: "F", value: "STRING", about: "put STRING behind names, not a colon" },
  "no-pad": { letters: "N", about: "don't align" },
  "special-files": { letters: "s", about: "look into devices, too" },
  print0: { letters: "0", about: "put NUL behind names" },
} as const;

const LOOKED_AT_BYTES = 1_048_576;

type Call = ProgramCall<keyof typeof OPTIONS>;

interface Kind {
  readonly text: string;
  readonly mime: string;
  readonly charset: string;
}

export const file = program({
  name: "file",
  usage: "[OPTION]... FILE...",
  about: "Tells what each FILE is, from what is in it.",
  options: OPTIONS,
  like: "file",
  run: async (call) => {
    const { options, operands, output } = call;
    if (operands.length === 0) {
      await call.process.printError("Usage: file [OPTION]... FILE...\n");
      return 1;
    }
    const widest = operands.reduce((most, name) => Math.max(most, name.length), 0);
    const separator = options.value("separator") ?? ":";
    for (const operand of operands) {
      const name = operand === "-" ? "/dev/stdin" : operand;
      const padding = options.has("no-pad") ? "" : " ".repeat(Math.max(0, widest - name.length));
      const before = options.has("brief") ? "" : `${name}${options.has("print0") ? "\0" : ""}${separator}${padding} `;
      output.putText(`${before}${await answerFor(call, operand)}\n`);
    }
    return 0;
  },
});

async function answerFor(call: Call, operand: string): Promise<string> {
  const { options } = call;
  try {
    const { text, mime, charset } = await kindOf(call, operand);
    if (options.has("mime-type")) return mime;
    if (options.has("mime-encoding")) return charset;
    return options.has("mime") ? `${mime}; charset=${charset}` : text;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return `cannot open \`${operand}' (${error.message})`;
  }
}

/** @throws SystemError */
async function kindOf(call: Call, operand: string): Promise<Kind> {
  const { options, files } = call;
  if (operand === "-") return kindOfFile(call, operand);
  const follows = options.last("dereference", "no-dereference") === "dereference";
  const status = follows ? files.stat(operand) : files.lstat(operand);
  const special = (text: string, name: string): Kind => ({ text, mime: `inode/${name}`, charset: "binary" });
  if (isDirectory(status))
    return special((status.mode & 0o1000) !== 0 ? "sticky, directory" : "directory", "directory");
  if (isLink(status)) {
    const broken = statusOf(files, operand) === undefined ? "broken " : "";
    return special(`${broken}symbolic link to ${files.readlink(operand)}`, "symlink");
  }
  if ((status.mode & S_IFMT) === S_IFCHR) {
    if (options.has("special-files")) return kindOfFile(call, operand);
    return special(`character special (${deviceNumbers(files, status).join("/")})`, "chardevice");
  }
  if ((status.mode & S_IFMT) === S_IFIFO) return special("fifo (named pipe)", "fifo");
  return kindOfFile(call, operand);
}

/** @throws SystemError */
async function kindOfFile(call: Call, path: string): Promise<Kind> {
  const fd = openInput(call, path);
  try {
    return kindOfBytes(await firstBytes(call.process, fd));
  } finally {
    closeInput(call.process, fd);
  }
}

/** As much as is looked at. */
async function firstBytes(process: Process, fd: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let left = LOOKED_AT_BYTES; left > 0; ) {
    const chunk = await process.read(fd, left);
    if (chunk.length === 0) break;
    chunks.push(chunk);
    left -= chunk.length;
  }
  return concatBytes(chunks);
}

function kindOfBytes(bytes: Uint8Array): Kind {
  const binary = { charset: "binary" } as const;
  if (bytes.length === 0) return { text: "empty", mime: "inode/x-empty", ...binary };
  if (bytes.length === 1) return { text: "very short file (no magic)", mime: "application/octet-stream", ...binary };
  const known = binaryType(bytes);
  if (known) return { ...known, charset: charsetOf(bytes)?.mime ?? "binary" };
  return textType(bytes) ?? { text: "data", mime: "application/octet-stream", ...binary };
}
