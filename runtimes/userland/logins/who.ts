import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/who. Nobody is logged in. */

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
