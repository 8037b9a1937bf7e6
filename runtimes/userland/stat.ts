import { S_IFCHR, S_IFMT } from "../abi/file-mode.ts";
import type { FileStatus } from "../kernel/description.ts";
import { accessTime, changeTime, type FileTime, modificationTime } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Accounts } from "./program/accounts.ts";
import { formatDate, momentOfTime } from "./program/date-format.ts";
import { type DeviceNumbers, deviceNumbers } from "./program/device-numbers.ts";
import { diskBytes, isLink, kindName, modeText } from "./program/file-kinds.ts";
import { mountOf } from "./program/mounts.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";
import { timeZone } from "./program/time-zone.ts";
import { fileSystemFacts } from "./stat-file-system.ts";
import { type Fact, type Facts, number, text, writeFormat } from "./stat-format.ts";

/* https://www.gnu.org/software/coreutils/stat. There is one device, and no time of birth. */

const OPTIONS = {
  dereference: { letters: "L", about: "tell of what links lead to" },
  "file-system": { letters: "f", about: "tell of the file systems that files are on" },
  cached: { value: "MODE" },
  format: { letters: "c", value: "FORMAT", about: "print FORMAT for each file, and end the line" },
  printf: { value: "FORMAT", about: "print FORMAT with its backslashes, and nothing else" },
  terse: { letters: "t", about: "print all in one line" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const BLOCK_BYTES = 512;
const IO_BYTES = 4096;
const DEVICE = 1;
/** Stands for what a link leads to, which no letter of a caller does. */
const TARGET = "\u{e000}";
const TERSE = "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n";

export const stat = program({
  name: "stat",
  usage: "[OPTION]... FILE...",
  about:
    "Tells what is known of each FILE. In FORMAT stand %a mode (octal), %A mode, %b blocks, %B their size, %d device, %f mode (hexadecimal), %F kind, %g %G group, %h links, %i inode, %m mount point, %n name, %N name in quotes, %o transfer size, %s size, %u %U user, %x %X access, %y %Y change of content, %z %Z change, %w %W birth. With -f: %a blocks free to all, %b blocks, %c inodes, %d inodes that are free, %f free blocks, %i identity (hexadecimal), %l longest name, %n name, %s and %S size of a block, %t %T type.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, files, output } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    const [format, printf] = [options.value("format"), options.value("printf")];
    const accounts = new Accounts(files);
    for (const path of operands) {
      if (options.has("file-system") && path === "-") {
        await call.complain(`using ${quoteAlways("-")} to denote standard input does not work in file system mode`);
        continue;
      }
      try {
        const { usual, terse, of } = options.has("file-system")
          ? fileSystemFacts(files, path)
          : fileFacts(call, path, accounts);
        const chosen = printf ?? format ?? (options.has("terse") ? terse : usual);
        for (const part of writeFormat(chosen, of, printf !== undefined)) output.putText(part);
        if (printf === undefined && format !== undefined) output.putText("\n");
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        const failed = options.has("file-system") ? "cannot read file system information for" : "cannot statx";
        await call.complain(`${failed} ${quoteAlways(path)}: ${error.message}`);
      }
    }
  },
});

/** What there is to tell, and how it is told without a format. @throws SystemError */
function fileFacts(call: Call, path: string, accounts: Accounts): Facts {
  const { options, files, process } = call;
  const status =
    path === "-"
      ? process.descriptors.get(0).status()
      : options.has("dereference")
        ? files.stat(path)
        : files.lstat(path);
  const facts = new FileFacts(call, path, status, accounts);
  return { usual: usual(status), terse: TERSE, of: (letter) => facts.of(letter) };
}

function usual(status: FileStatus): string {
  const links = (status.mode & S_IFMT) === S_IFCHR ? "%-5h Device type: %Hr,%Lr" : "%h";
  const name = isLink(status) ? `%n -> %${TARGET}` : "%n";
  return `  File: ${name}\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: %Hd,%Ld\tInode: %-11i Links: ${links}\nAccess: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n`;
}

/** How many minor numbers a device number has room for. */
const DEVICE_MINORS = 256;

class FileFacts {
  readonly #call: Call;
  readonly #path: string;
  readonly #status: FileStatus;
  readonly #accounts: Accounts;

  constructor(call: Call, path: string, status: FileStatus, accounts: Accounts) {
    this.#call = call;
    this.#accounts = accounts;
    this.#path = path;
    this.#status = status;
  }

  /** What a letter stands for. */
  of(letter: string): Fact | undefined {
    const { mode, size, ino, nlink, uid, gid } = this.#status;
    switch (letter) {
      case "a":
        return number(mode & 0o7777, 8);
      case "A":
        return text(modeText(mode));
      case "b":
        return number(diskBytes(this.#status) / BLOCK_BYTES, 10, true);
      case "B":
        return number(BLOCK_BYTES);
      case "d":
        return number(DEVICE, 10, true);
      case "Ld":
        return number(DEVICE);
      case "D":
        return number(DEVICE, 16);
      case "f":
        return number(mode, 16);
      case "F":
        return text(kindName(this.#status));
      case "g":
        return number(gid);
      case "u":
        return number(uid);
      case "Hd":
        return number(0);
      case "t":
        return number(this.#device()[0], 16);
      case "T":
        return number(this.#device()[1], 16);
      case "r":
        return number(this.#device()[0] * DEVICE_MINORS + this.#device()[1]);
      case "R":
        return number(this.#device()[0] * DEVICE_MINORS + this.#device()[1], 16);
      case "Hr":
        return number(this.#device()[0]);
      case "Lr":
        return number(this.#device()[1]);
      case "G":
        return text(this.#accounts.groupName(gid) ?? "UNKNOWN");
      case "U":
        return text(this.#accounts.userName(uid) ?? "UNKNOWN");
      case "h":
        return number(nlink);
      case "i":
        return number(ino);
      case "m":
        return text(mountOf(this.#call.files, this.#path).target);
      case "n":
        return text(this.#path);
      case "N":
        return text(
          isLink(this.#status)
            ? `${quoteAlways(this.#path)} -> ${quoteAlways(this.#target())}`
            : quoteAlways(this.#path),
        );
      case TARGET:
        return text(this.#target());
      case "o":
        return number(IO_BYTES);
      case "s":
        return number(size, 10, true);
      case "x":
        return text(this.#time(accessTime(this.#status)));
      case "y":
        return text(this.#time(modificationTime(this.#status)));
      case "z":
        return text(this.#time(changeTime(this.#status)));
      case "X":
        return { kind: "seconds", time: accessTime(this.#status) };
      case "Y":
        return { kind: "seconds", time: modificationTime(this.#status) };
      case "Z":
        return { kind: "seconds", time: changeTime(this.#status) };
      case "w":
        return text("-");
      case "W":
        return { kind: "seconds", time: { ms: 0, ns: 0 } };
      case "C":
        return text("?");
      default:
        return undefined;
    }
  }

  #target(): string {
    return this.#call.files.readlink(this.#path);
  }

  #device(): DeviceNumbers {
    const isDevice = (this.#status.mode & S_IFMT) === S_IFCHR;
    return isDevice ? deviceNumbers(this.#call.files, this.#status) : [0, 0];
  }

  #time(time: FileTime): string {
    return formatDate("%Y-%m-%d %H:%M:%S.%N %z", momentOfTime(time), timeZone(this.#call.process.env.get("TZ")));
  }
}
