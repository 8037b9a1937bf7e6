import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/uname. What the system is called is what Node's `os` says of it. */

const OPTIONS = {
  all: { letters: "a", about: "print all that is known" },
  "kernel-name": { letters: "s", about: "print the name of the kernel (this is what is printed without options)" },
  sysname: {},
  nodename: { letters: "n", about: "print the name of this machine" },
  "kernel-release": { letters: "r", about: "print the release of the kernel" },
  release: {},
  "kernel-version": { letters: "v", about: "print the version of the kernel" },
  machine: { letters: "m", about: "print the kind of machine" },
  processor: { letters: "p", about: "print the kind of processor" },
  "hardware-platform": { letters: "i", about: "print the hardware platform" },
  "operating-system": { letters: "o", about: "print the operating system" },
} as const;

type Name = keyof typeof OPTIONS;

const MACHINE = "x86_64";

export const uname = program({
  name: "uname",
  usage: "[OPTION]...",
  about: "Prints what this system is called.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: (call) => {
    const { options, operands, output } = call;
    const [extra] = operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const asks = (...names: Name[]): boolean => options.has(...names);
    const isAll = asks("all");
    const parts: string[] = [];
    if (isAll || options.all.length === 0 || asks("kernel-name", "sysname")) parts.push("Linux");
    if (isAll || asks("nodename")) parts.push(nodeName(call));
    if (isAll || asks("kernel-release", "release")) parts.push("6.1.0-slotbox");
    if (isAll || asks("kernel-version")) parts.push("#1 slotbox");
    if (isAll || asks("machine")) parts.push(MACHINE);
    if (!isAll && asks("processor")) parts.push("unknown");
    if (!isAll && asks("hardware-platform")) parts.push("unknown");
    if (isAll || asks("operating-system")) parts.push("GNU/Linux");
    output.putText(`${parts.join(" ")}\n`);
  },
});

export const arch = program({
  name: "arch",
  usage: "[OPTION]...",
  about: "Prints the kind of machine.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [extra], output }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    output.putText(`${MACHINE}\n`);
  },
});

function nodeName({ files }: ProgramCall<Name>): string {
  try {
    return decodeUtf8(files.readFile("/etc/hostname"), "replace").trim();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return "slotbox";
  }
}
