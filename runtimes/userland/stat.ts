import { S_IFCHR, S_IFMT } from "../abi/file-mode.ts";
import { readEscapes } from "../bash/escapes.ts";
import type { FileStatus } from "../kernel/description.ts";
import { accessTime, changeTime, type FileTime, modificationTime } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Accounts } from "./program/accounts.ts";
import { formatDate, momentOfTime } from "./program/date-format.ts";
import { type DeviceNumbers, deviceNumbers } from "./program/device-numbers.ts";
import { diskBytes, isLink, kindName, modeText } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";
import { timeZone } from "./program/time-zone.ts";

/* https://www.gnu.org/software/coreutils/stat. There is one device, and no time of birth. */

const OPTIONS = {
  dereference: { letters: "L", about: "tell of what links lead to" },
  "file-system": { letters: "f" },
  cached: { value: "MODE" },
  format: { letters: "c", value: "FORMAT", about: "print FORMAT for each file, and end the line" },
  printf: { value: "FORMAT", about: "print FORMAT with its backslashes, and nothing else" },
  terse: { letters: "t", about: "print all in one line" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const BLOCK_BYTES = 512;
const IO_BYTES = 4096;
const TERSE = "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n";
const DIRECTIVE = /%(?<flags>[-+ 0#']*)(?<width>\d*)(?:\.(?<precision>\d*))?(?<letter>[HL]?.)/gs;

export const stat = program({
  name: "stat",
  usage: "[OPTION]... FILE...",
  about:
    "Tells what is known of each FILE. In FORMAT stand %a mode (octal), %A mode, %b blocks, %B their size, %d device, %f mode (hexadecimal), %F kind, %g %G group, %h links, %i inode, %m mount point, %n name, %N name in quotes, %o transfer size, %s size, %u %U user, %x %X access, %y %Y change of content, %z %Z change, %w %W birth.",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, files, output, process } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    const [format, printf] = [options.value("format"), options.value("printf")];
    const accounts = new Accounts(files);
    for (const path of operands) {
      try {
        const status =
          path === "-"
            ? process.descriptors.get(0).status()
            : options.has("dereference")
              ? files.stat(path)
              : files.lstat(path);
        const facts = new Facts(call, path, status, accounts);
        if (printf !== undefined) output.putText(readEscapes(facts.write(printf), "format").text);
        else if (format !== undefined) output.putText(`${facts.write(format)}\n`);
        else output.putText(facts.write(options.has("terse") ? TERSE : usual(status)));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot statx ${quoteAlways(path)}: ${error.message}`);
      }
    }
  },
});

function usual(status: FileStatus): string {
  const name = isLink(status) ? "%N" : "%n";
  const links = (status.mode & S_IFMT) === S_IFCHR ? "%-5h Device type: %Hr,%Lr" : "%h";
  return `  File: ${name}\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: %Hd,%Ld\tInode: %-11i Links: ${links}\nAccess: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n`;
}

class Facts {
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

  write(format: string): string {
    return format.replace(
      DIRECTIVE,
      (_, flags: string, width: string, precision: string | undefined, letter: string) => {
        if (letter === "%") return "%";
        const value = this.#fact(letter);
        if (value === undefined) return letter.length > 1 ? `?${letter.slice(1)}` : "?";
        const cut = precision === undefined || precision === "" ? value : value.slice(0, Number(precision));
        if (flags.includes("-")) return cut.padEnd(Number(width));
        return cut.padStart(Number(width), flags.includes("0") ? "0" : " ");
      },
    );
  }

  #fact(letter: string): string | undefined {
    const { mode, size, ino, nlink, uid, gid } = this.#status;
    switch (letter) {
      case "a":
        return (mode & 0o7777).toString(8);
      case "A":
        return modeText(mode);
      case "b":
        return String(diskBytes(this.#status) / BLOCK_BYTES);
      case "B":
        return String(BLOCK_BYTES);
      case "d":
      case "Ld":
        return "1";
      case "D":
        return "1";
      case "f":
        return mode.toString(16);
      case "F":
        return kindName(this.#status);
      case "g":
        return String(gid);
      case "u":
        return String(uid);
      case "Hd":
        return "0";
      case "t":
        return this.#device()[0].toString(16);
      case "T":
        return this.#device()[1].toString(16);
      case "r":
        return String(this.#device()[0] * 256 + this.#device()[1]);
      case "Hr":
        return String(this.#device()[0]);
      case "Lr":
        return String(this.#device()[1]);
      case "G":
        return this.#accounts.groupName(gid) ?? "UNKNOWN";
      case "U":
        return this.#accounts.userName(uid) ?? "UNKNOWN";
      case "h":
        return String(nlink);
      case "i":
        return String(ino);
      case "m":
        return "/";
      case "n":
        return this.#path;
      case "N":
        return isLink(this.#status)
          ? `${quoteAlways(this.#path)} -> ${quoteAlways(this.#call.files.readlink(this.#path))}`
          : quoteAlways(this.#path);
      case "o":
        return String(IO_BYTES);
      case "s":
        return String(size);
      case "x":
        return this.#time(accessTime(this.#status));
      case "y":
        return this.#time(modificationTime(this.#status));
      case "z":
        return this.#time(changeTime(this.#status));
      case "X":
        return this.#seconds(accessTime(this.#status));
      case "Y":
        return this.#seconds(modificationTime(this.#status));
      case "Z":
        return this.#seconds(changeTime(this.#status));
      case "w":
        return "-";
      case "W":
        return "0";
      case "C":
        return "?";
      default:
        return undefined;
    }
  }

  #device(): DeviceNumbers {
    const isDevice = (this.#status.mode & S_IFMT) === S_IFCHR;
    return isDevice ? deviceNumbers(this.#call.files, this.#status) : [0, 0];
  }

  #time(time: FileTime): string {
    return formatDate("%Y-%m-%d %H:%M:%S.%N %z", momentOfTime(time), timeZone(this.#call.process.env.get("TZ")));
  }

  #seconds({ ms }: FileTime): string {
    return String(Math.floor(ms / 1000));
  }
}
