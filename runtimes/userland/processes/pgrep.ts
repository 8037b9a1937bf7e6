import { SystemError } from "../../kernel/system-error.ts";
import { compileRegex, type Regex } from "../../regex/regex.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Accounts } from "../program/accounts.ts";
import { Failure } from "../program/failure.ts";
import type { Option } from "../program/options.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { signalOf } from "../signal-names.ts";
import { commandLine, type Row, snapshot, stateLetter } from "./snapshot.ts";
import { groupNumber, userNumber } from "./users.ts";

/* https://man7.org/linux/man-pages/man1/pgrep.1.html */

const CRITERIA = {
  full: { letters: "f", about: "match the whole command line, not the name" },
  pgroup: { letters: "g", value: "PGID,...", about: "of these process groups; 0 is its own" },
  group: { letters: "G", value: "GID,...", about: "of these groups" },
  "ignore-case": { letters: "i", about: "letter case doesn't matter" },
  newest: { letters: "n", about: "the one that was started last" },
  oldest: { letters: "o", about: "the one that was started first" },
  older: { letters: "O", value: "SECONDS", about: "started more than SECONDS ago" },
  parent: { letters: "P", value: "PPID,...", about: "children of these" },
  session: { letters: "s", value: "SID,...", about: "of these sessions; 0 is its own" },
  terminal: { letters: "t", value: "TTY,...", about: "of these terminals: there are none" },
  euid: { letters: "u", value: "ID,...", about: "of these users" },
  uid: { letters: "U", value: "ID,...", about: "of these users" },
  exact: { letters: "x", about: "match the whole of the name" },
  pidfile: { letters: "F", value: "FILE", about: "of the number that FILE has" },
  runstates: { letters: "r", value: "STATES", about: "in one of these states: R, S, T, Z" },
  "ignore-ancestors": { letters: "A", about: "none that it was started by" },
  count: { letters: "c", about: "print how many there are" },
} satisfies Readonly<Record<string, Option>>;

type Call = ProgramCall;

/** As long as Linux keeps names. */
const NAME_CHARS = 15;
const PATTERN_WRONG = 2;

export const pgrep = program({
  name: "pgrep",
  usage: "[OPTION]... PATTERN",
  about: "Prints the numbers of the processes whose names match PATTERN, an extended regular expression.",
  like: "procps-ng",
  showsHelp: true,
  failureStatus: PATTERN_WRONG,
  options: {
    delimiter: { letters: "d", value: "STRING", about: "print STRING between them, not newlines" },
    "list-name": { letters: "l", about: "print names, too" },
    "list-full": { letters: "a", about: "print command lines, too" },
    inverse: { letters: "v", about: "all others" },
    lightweight: { letters: "w", about: "threads: every process has one" },
    ...CRITERIA,
  },
  run: async (call) => {
    const { options, output } = call;
    const rows = await matching(call, options.has("inverse"));
    if (rows === undefined) return PATTERN_WRONG;
    if (options.has("count")) output.putText(`${rows.length}\n`);
    else if (rows.length > 0) {
      const texts = rows.map((row) => {
        if (options.has("list-full")) return `${row.pid} ${commandLine(row)}`;
        return options.has("list-name") ? `${row.pid} ${row.name}` : String(row.pid);
      });
      output.putText(`${texts.join(options.value("delimiter") ?? "\n")}\n`);
    }
    return rows.length > 0 ? 0 : 1;
  },
});

export const pkill = program({
  name: "pkill",
  usage: "[OPTION]... PATTERN",
  about: "Signals the processes whose names match PATTERN, an extended regular expression.",
  like: "procps-ng",
  showsHelp: true,
  failureStatus: PATTERN_WRONG,
  options: {
    signal: { value: "SIGNAL", about: "send SIGNAL, not TERM; -SIGNAL does the same" },
    echo: { letters: "e", about: "say what is signalled" },
    ...CRITERIA,
  },
  modernize: (args) => args.map((arg) => (isSignal(arg) ? `--signal=${arg.slice(1)}` : arg)),
  run: async (call) => {
    const { options, output, kernel } = call;
    const text = options.value("signal") ?? "TERM";
    const signal = text === "0" ? undefined : signalOf(text);
    if (signal === undefined && text !== "0") throw new UsageError(`Unknown signal "${text}".`);
    const rows = await matching(call, false);
    if (rows === undefined) return PATTERN_WRONG;
    let signalled = 0;
    for (const row of rows) {
      try {
        kernel.kill(row.pid, signal);
        signalled++;
        if (options.has("echo")) output.putText(`${row.name} killed (pid ${row.pid})\n`);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`killing pid ${row.pid} failed: ${error.message}`);
      }
    }
    if (options.has("count")) output.putText(`${rows.length}\n`);
    return signalled > 0 ? 0 : 1;
  },
});

/** Whether it is `-9`, `-TERM`, `-SIGTERM`. */
function isSignal(arg: string): boolean {
  return arg === "-0" || (/^-[A-Z\d]/.test(arg) && signalOf(arg.slice(1)) !== undefined);
}

/** @returns nothing if it has said what is wrong @throws Failure, UsageError */
async function matching(call: Call, isInverse: boolean): Promise<Row[] | undefined> {
  const { options, operands, kernel, process, name } = call;
  const hint = (message: string): Failure => new Failure(`${message}\nTry \`${name} --help' for more information.`);
  const tests = testsOf(call);
  const isRestricted = tests.length > 0 || options.has("newest", "oldest");
  if (options.has("newest") && (options.has("oldest") || isInverse)) throw new UsageError("");
  if (operands.length > 1) throw hint("only one pattern can be provided");
  const [pattern] = operands;
  if (pattern === undefined && !isRestricted) throw hint("no matching criteria specified");
  if (
    pattern !== undefined &&
    pattern.length > NAME_CHARS &&
    !options.has("full") &&
    !/[[\]{}()*+?|\\^$]/.test(pattern)
  )
    await call.complain(
      `pattern that searches for process name longer than 15 characters will result in zero matches\nTry \`${name} -f' option to match against the complete command line.`,
    );
  if (pattern !== undefined) tests.push(patternTest(call, pattern));
  const ancestors = options.has("ignore-ancestors") ? ancestorsOf(call) : new Set<number>();
  const rows = snapshot(kernel).filter((row) => {
    if (row.pid === process.pid || ancestors.has(row.pid)) return false;
    return tests.every((test) => test(row)) !== isInverse;
  });
  const [first] = rows;
  if (first === undefined) return rows;
  if (options.has("newest"))
    return [rows.reduce((last, row) => (row.startedAtMs >= last.startedAtMs ? row : last), first)];
  if (options.has("oldest"))
    return [rows.reduce((last, row) => (row.startedAtMs < last.startedAtMs ? row : last), first)];
  return rows;
}

function ancestorsOf({ process, kernel }: Call): Set<number> {
  const found = new Set([process.ppid]);
  for (let parent = kernel.process(process.ppid); parent; parent = kernel.process(parent.ppid)) found.add(parent.ppid);
  return found;
}

function patternTest({ options }: Call, pattern: string): (row: Row) => boolean {
  const regex = compilePattern(options.has("exact") ? `^(${pattern})$` : pattern, options.has("ignore-case"));
  return (row) => regex.test(options.has("full") ? commandLine(row) : row.name);
}

function compilePattern(text: string, ignoreCase: boolean): Regex {
  const regex = compileRegex(text, { syntax: "extended", ignoreCase });
  if (regex instanceof RegexSyntaxError) throw new Failure(`regex error: ${regex.message}`);
  return regex;
}

function testsOf(call: Call): ((row: Row) => boolean)[] {
  const { options, process, kernel } = call;
  const own = (value: number, mine: number): number => (value === 0 ? mine : value);
  const accounts = new Accounts(call.files);
  const tests: ((row: Row) => boolean)[] = [];
  for (const { name, value = "" } of options.all) {
    if (name === "pgroup")
      tests.push(
        among(
          numbersOf(value, "process group").map((id) => own(id, process.pgid)),
          ({ pgid }) => pgid,
        ),
      );
    else if (name === "session")
      tests.push(
        among(
          numbersOf(value, "session id").map((id) => own(id, process.sid)),
          ({ sid }) => sid,
        ),
      );
    else if (name === "parent") tests.push(among(numbersOf(value), ({ ppid }) => ppid));
    else if (name === "euid" || name === "uid")
      tests.push(ownedBy(value, (text) => userNumber(accounts, text), "user"));
    else if (name === "group") tests.push(ownedBy(value, (text) => groupNumber(accounts, text), "group"));
    else if (name === "terminal") tests.push(() => false);
    else if (name === "runstates") tests.push(({ state }) => value.includes(stateLetter(state)));
    else if (name === "pidfile") tests.push(among([pidIn(call, value)], ({ pid }) => pid));
    else if (name === "older") {
      const [seconds = 0] = numbersOf(value);
      tests.push(({ startedAtMs }) => kernel.now() - startedAtMs >= seconds * 1000);
    }
  }
  return tests;
}

function among(numbers: readonly number[], of: (row: Row) => number): (row: Row) => boolean {
  return (row) => numbers.includes(of(row));
}

/** All processes are root's. */
function ownedBy(list: string, numberOf: (name: string) => number | undefined, what: string): (row: Row) => boolean {
  const owners = list.split(",").map((name) => {
    const number = numberOf(name);
    if (number === undefined) throw new Failure(`invalid ${what} name: ${name}`);
    return number;
  });
  return () => owners.includes(0);
}

function numbersOf(list: string, what?: string): number[] {
  return list.split(",").map((text) => {
    if (!/^\d+$/.test(text))
      throw new Failure(what === undefined ? `not a number: ${text}` : `invalid ${what}: ${text}`);
    return Number(text);
  });
}

function pidIn({ files, name }: Call, path: string): number {
  try {
    const number = /^\s*(\d+)\s*$/.exec(decodeUtf8(files.readFile(path), "replace"))?.[1];
    if (number !== undefined) return Number(number);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
  throw new Failure(`pidfile not valid\nTry \`${name} --help' for more information.`, 1);
}
