import type { Accounts } from "../program/accounts.ts";
import type { ListOption } from "./arguments.ts";
import { ProcessListError } from "./process-list-error.ts";
import type { Row } from "./snapshot.ts";
import { groupNumber, userNumber } from "./users.ts";

type Test = (row: Row) => boolean;

const HIGHEST_PID = 0x7fff_ffff;

/** Which processes `ps` lists: those that any of the options names. There are no terminals. @throws ProcessListError */
export function selectionOf(options: readonly ListOption[], accounts: Accounts): Test {
  const has = (...names: readonly string[]): boolean => options.some(({ name }) => names.includes(name));
  const lists = options.map((option) => listTest(option, accounts)).filter((test) => test !== undefined);
  const tests: Test[] = [...lists];
  if (has("-e", "-A", "A", "x", "T")) tests.push(() => true);
  else if (has("-d")) tests.push(notLeader);
  // BSD's letters ask for those that have a terminal, and so does -a.
  else if (lists.length === 0 && !has("-a") && options.every(({ name }) => name.startsWith("-")))
    tests.push(() => true);
  const isAny: Test = (row) => tests.some((test) => test(row));
  const isRunning: Test = has("r") ? (row) => isAny(row) && row.state === "runs" : isAny;
  return has("-N", "--deselect") ? (row) => !isRunning(row) : isRunning;
}

function notLeader({ pid, sid }: Row): boolean {
  return pid !== sid;
}

function listTest({ name, value }: ListOption, accounts: Accounts): Test | undefined {
  switch (name) {
    case "-p":
    case "p":
    case "--pid":
    case "-q":
    case "q":
    case "--quick-pid":
      return among(numbers(value, true), ({ pid }) => pid);
    case "--ppid":
      return among(numbers(value, true), ({ ppid }) => ppid);
    case "-s":
    case "--sid":
      return among(numbers(value, false), ({ sid }) => sid);
    case "-C": {
      const names = new Set(value.split(/[,\s]+/).map((command) => command.slice(0, 15)));
      return (row) => names.has(row.name);
    }
    case "-u":
    case "-U":
    case "U":
    case "--user":
    case "--User":
      return ownedBy(value, (word) => userNumber(accounts, word), "user name does not exist");
    case "-G":
    case "--group":
    case "--Group":
      return ownedBy(value, (word) => groupNumber(accounts, word), "group name does not exist");
    case "-g":
      return sessionsOrGroups(value, accounts);
    case "-t":
    case "--tty":
      return terminals(value);
    default:
      return undefined;
  }
}

function words(list: string, problem = "improper list"): string[] {
  const found = list.split(/[,\s]/);
  if (found.includes("")) throw new ProcessListError(problem);
  return found;
}

function numbers(list: string, isPid: boolean): Set<number> {
  return new Set(
    words(list).map((word) => {
      if (!/^[-+]?\d+$/.test(word)) throw new ProcessListError("process ID list syntax error");
      const number = Number(word);
      if (number < (isPid ? 1 : 0) || number > HIGHEST_PID) throw new ProcessListError("process ID out of range");
      return number;
    }),
  );
}

function among(numbers: ReadonlySet<number>, of: (row: Row) => number): Test {
  return (row) => numbers.has(of(row));
}

/** All processes are root's. */
function ownedBy(list: string, numberOf: (name: string) => number | undefined, problem: string): Test {
  const owners = words(list).map((word) => {
    const number = numberOf(word);
    if (number === undefined) throw new ProcessListError(problem);
    return number;
  });
  return () => owners.includes(0);
}

function sessionsOrGroups(list: string, accounts: Accounts): Test {
  const found = words(list);
  if (found.every((word) => /^\d+$/.test(word))) return among(numbers(list, false), ({ sid }) => sid);
  if (found.some((word) => groupNumber(accounts, word) === undefined))
    throw new ProcessListError("list of session leaders OR effective group IDs was invalid");
  return ownedBy(list, (word) => groupNumber(accounts, word), "");
}

function terminals(list: string): Test {
  const found = words(list);
  if (found.some((word) => word !== "?" && word !== "-")) throw new ProcessListError("TTY could not be found");
  return () => true;
}
