import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/who, users, logname and hostid. Nobody is logged in. */

export const logname = program({
  name: "logname",
  usage: "[OPTION]",
  about: "Prints the name of who has logged in. Nobody has.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [extra] }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    throw new Failure("no login name");
  },
});

export const users = program({
  name: "users",
  usage: "[OPTION]... [FILE]",
  about: "Prints the names of those who are logged in. Nobody is.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [, extra] }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
  },
});

const WHO_OPERANDS = 2;

export const who = program({
  name: "who",
  usage: "[OPTION]... [FILE | ARG1 ARG2]",
  about: "Tells of those who are logged in. Nobody is.",
  like: "GNU coreutils",
  options: {
    all: { letters: "a", about: "tell all" },
    boot: { letters: "b", about: "tell when the system started" },
    dead: { letters: "d" },
    heading: { letters: "H", about: "print headings" },
    login: { letters: "l" },
    lookup: {},
    m: { about: "tell of this terminal only" },
    process: { letters: "p" },
    count: { letters: "q", about: "print names and how many they are" },
    runlevel: { letters: "r" },
    short: { letters: "s" },
    time: { letters: "t" },
    mesg: { letters: "Tw" },
    message: {},
    writable: {},
    users: { letters: "u", about: "tell how long they have been idle" },
  },
  run: ({ operands, options, output }) => {
    const extra = operands[WHO_OPERANDS];
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    if (options.has("count")) output.putText("\n# users=0\n");
    else if (options.has("heading", "all")) output.putText(options.has("heading") ? headingOf(options) : "");
  },
});

function headingOf(options: {
  has(...names: readonly ("mesg" | "message" | "writable" | "users")[]): boolean;
}): string {
  const state = options.has("mesg", "message", "writable") ? "  " : "";
  const idle = options.has("users") ? " IDLE          PID" : "";
  return `${"NAME".padEnd(8)} ${state}${"LINE".padEnd(12)} ${"TIME".padEnd(16)}${idle} COMMENT\n`;
}

export const hostid = program({
  name: "hostid",
  usage: "[OPTION]",
  about: "Prints the number of this host.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [extra], output }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    output.putText("007f0100\n");
  },
});
