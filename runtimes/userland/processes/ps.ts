import type { UserProgram } from "../../kernel/kernel.ts";
import { Accounts } from "../program/accounts.ts";
import { helpText, type Usage, versionText } from "../program/help.ts";
import { timeZone } from "../program/time-zone.ts";
import { type ListOption, listOptions } from "./arguments.ts";
import type { ColumnContext } from "./columns.ts";
import { namedColumns, standardColumns } from "./formats.ts";
import { forestOf, orderOf, sortRows } from "./order.ts";
import { ProcessListError } from "./process-list-error.ts";
import { selectionOf } from "./selection.ts";
import { snapshot } from "./snapshot.ts";
import { rowLine, type ShownColumn, titleLine } from "./table.ts";
import { userNumber } from "./users.ts";

/* https://man7.org/linux/man-pages/man1/ps.1.html */

const USAGE: Usage = {
  usage: "[OPTION]...",
  about:
    "Prints which processes there are. Letters without - are BSD's: a and x list all, u prints users and times, f draws a tree, p PIDS, o FORMAT, k KEYS.",
  like: "procps-ng",
};
const OPTIONS = {
  A: { letters: "e", about: "list all processes" },
  d: { about: "list all but the leaders of sessions" },
  deselect: { letters: "N", about: "list all that would not be listed" },
  C: { value: "NAMES", about: "list those that execute programs of these names" },
  pid: { letters: "pq", value: "PIDS", about: "list these" },
  ppid: { value: "PIDS", about: "list the children of these" },
  sid: { letters: "s", value: "SIDS", about: "list those of these sessions" },
  user: { letters: "uU", value: "USERS", about: "list those of these users" },
  group: { letters: "gG", value: "GROUPS", about: "list those of these groups" },
  f: { about: "print users, parents, times and whole commands" },
  F: { about: "as -f, and sizes" },
  l: { about: "print flags, states and priorities" },
  j: { about: "print groups and sessions" },
  L: { about: "print threads: every process has one" },
  H: { about: "indent children below their parents" },
  forest: { about: "draw a tree" },
  format: { letters: "o", value: "COLUMNS", about: "print these columns: NAME, NAME=TITLE, NAME:WIDTH" },
  O: { value: "COLUMNS", about: "print these and the usual columns" },
  sort: { value: "KEYS", about: "sort by these columns; - before one turns it around" },
  "no-headers": { about: "print no titles" },
  cols: { value: "COLUMNS", about: "cut lines to so many columns" },
} as const;

const FAILURE_HINT = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

export const ps: UserProgram = async (process, kernel) => {
  const [name = "ps", ...args] = process.args;
  try {
    const accounts = new Accounts(kernel.filesOf(process));
    const options = listOptions(args, (user) => userNumber(accounts, user) !== undefined);
    const has = hasIn(options);
    if (has("--help")) {
      await process.print(helpText(name, USAGE, OPTIONS));
      return 0;
    }
    if (has("-V", "V", "--version")) {
      await process.print(versionText(name, USAGE));
      return 0;
    }
    const columns = columnsOf(options);
    const orders = valuesOf(options, "--sort", "k").flatMap(orderOf);
    const selected = snapshot(kernel).filter(selectionOf(options, accounts));
    const sorted = sortRows(selected, orders);
    const isForest = has("f", "--forest", "-H");
    const { rows, prefixes } = isForest ? forestOf(sorted, !has("-H")) : { rows: sorted, prefixes: undefined };
    const context: ColumnContext = {
      nowMs: kernel.now(),
      zone: timeZone(process.env.get("TZ")),
      showsNames: has("c"),
      showsEnvironment: has("e"),
      prefixOf: (row) => prefixes?.get(row) ?? "",
    };
    const titles = has("h") || NO_TITLES.some((option) => has(option)) ? undefined : titleLine(columns);
    const width = widthOf(options);
    const lines = [...(titles === undefined ? [] : [titles]), ...rows.map((row) => rowLine(columns, row, context))];
    await process.print(lines.map((line) => `${line.slice(0, width)}\n`).join(""));
    return rows.length > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ProcessListError)) throw error;
    await process.printError(`error: ${error.message}\n${FAILURE_HINT}`);
    return 1;
  }
};

const NO_TITLES = [
  ...["--no-header", "--no-headers", "--no-heading", "--no-headings"],
  ...["--noheader", "--noheaders", "--noheading", "--noheadings"],
] as const;

function hasIn(options: readonly ListOption[]): (...names: readonly string[]) => boolean {
  return (...names) => options.some(({ name }) => names.includes(name));
}

function valuesOf(options: readonly ListOption[], ...names: readonly string[]): string[] {
  return options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
}

function columnsOf(options: readonly ListOption[]): readonly ShownColumn[] {
  const formats = valuesOf(options, "-o", "o", "--format");
  if (formats.length > 0) return formats.flatMap(namedColumns);
  const [extra] = valuesOf(options, "-O", "O");
  if (extra !== undefined) return ["pid", extra, "state tname time command"].flatMap(namedColumns);
  const has = hasIn(options);
  if (has("u", "v", "l", "j") && has("-f", "-F", "-l", "-j", "-y"))
    throw new ProcessListError("conflicting format options");
  return standardColumns({
    isBsd: options.some(({ name }) => !name.startsWith("-")),
    isUserOriented: has("u"),
    isVirtual: has("v"),
    isFull: has("-f"),
    isExtraFull: has("-F"),
    isLong: has("-l", "l"),
    isJobs: has("-j", "j"),
    hasResidentSize: has("-y"),
    hasThreads: has("-L"),
    hasThreadIds: has("-T"),
    hasLabels: has("-M", "-Z", "Z", "--context"),
  });
}

/** @throws ProcessListError */
function widthOf(options: readonly ListOption[]): number | undefined {
  const width = valuesOf(options, "--cols", "--columns", "--width").at(-1);
  if (width === undefined) return undefined;
  if (!/^\d+$/.test(width) || Number(width) === 0)
    throw new ProcessListError("number of columns must follow --cols, --width, or --columns");
  return Number(width);
}
