import { ProcessListError } from "./process-list-error.ts";

/*
 * The three kinds of arguments that `ps` takes: letters behind `-` as in Unix, letters without as in BSD, where many mean
 * something else, and long ones.
 */

/** An option by its one name: `-e`, `--pid`, and of BSD's the bare letter. */
export interface ListOption {
  readonly name: string;
  readonly value: string;
}

/** What is to follow each option that has a value, for the message that it doesn't. */
const UNIX_VALUES: Readonly<Record<string, string>> = {
  C: "list of command names must follow -C",
  G: "list of real groups must follow -G",
  O: "format or sort specification must follow -O",
  U: "list of users must follow -U",
  g: "list of session leaders OR effective group names must follow -g",
  o: "format specification must follow -o",
  p: "list of process IDs must follow -p",
  q: "List of process IDs must follow -q.",
  s: "list of session IDs must follow -s",
  t: "list of terminals (pty, tty...) must follow -t",
  u: "list of users must follow -u",
};
const UNIX_LETTERS = "AFHLMNPTVacdefjlmwyZ";
const BSD_VALUES: Readonly<Record<string, string>> = {
  O: "format or sort specification must follow O",
  U: "list of users must follow U",
  k: "long sort specification must follow 'k'",
  o: "format specification must follow o",
  p: "list of process IDs must follow p",
  q: "List of process IDs must follow q.",
};
const BSD_LETTERS = "AHSTVZacefghjlmnrtuvwx";
const LONG_VALUES: Readonly<Record<string, string>> = {
  Group: "list of real groups must follow --Group",
  User: "list of real users must follow --User",
  cols: "number of columns must follow --cols, --width, or --columns",
  columns: "number of columns must follow --cols, --width, or --columns",
  format: "format specification must follow --format",
  group: "list of effective groups must follow --group",
  lines: "number of rows must follow --rows or --lines",
  pid: "list of process IDs must follow --pid",
  ppid: "list of process IDs must follow --ppid",
  "quick-pid": "list of process IDs must follow --quick-pid",
  rows: "number of rows must follow --rows or --lines",
  sid: "some sid thing(s) must follow --sid",
  sort: "long sort specification must follow --sort",
  tty: "list of terminals must follow --tty",
  user: "list of effective users must follow --user",
  width: "number of columns must follow --cols, --width, or --columns",
};
const LONG_NAMES = new Set([
  ...["context", "cumulative", "deselect", "forest", "headers", "heading", "help", "info", "version"],
  ...["no-header", "no-headers", "no-heading", "no-headings", "noheader", "noheaders", "noheading", "noheadings"],
]);

/**
 * @param isUser whether there is a user of that name: `-ux` is its processes, or else BSD's `ux`
 * @throws ProcessListError
 */
export function listOptions(args: readonly string[], isUser: (name: string) => boolean): ListOption[] {
  const rest = [...args];
  const options: ListOption[] = [];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "") throw new ProcessListError("garbage option");
    const take = (): string | undefined => rest.shift();
    if (/^\d/.test(arg)) options.push({ name: "p", value: arg });
    else if (arg.startsWith("--")) options.push(longOption(arg.slice(2), take));
    else if (/^-\d/.test(arg)) options.push({ name: "-s", value: arg.slice(1) });
    else if (arg.startsWith("-") && !isBsdGroup(arg.slice(1), isUser))
      options.push(...letters(arg.slice(1), "-", UNIX_LETTERS, UNIX_VALUES, take));
    else options.push(...letters(arg.replace(/^-/, ""), "", BSD_LETTERS, BSD_VALUES, take));
  }
  return options;
}

/** Whether what comes behind `-` makes no sense as Unix's letters, but as BSD's: `-aux`. */
function isBsdGroup(group: string, isUser: (name: string) => boolean): boolean {
  for (const [index, letter] of [...group].entries()) {
    if (letter === "u") {
      const value = group.slice(index + 1);
      return value !== "" && !value.split(/[, ]/).every(isUser) && isAllBsd(group);
    }
    if (UNIX_VALUES[letter] !== undefined) return false;
    if (!UNIX_LETTERS.includes(letter)) return isAllBsd(group);
  }
  return group === "";
}

function isAllBsd(group: string): boolean {
  return [...group].every((letter) => BSD_LETTERS.includes(letter));
}

function longOption(text: string, take: () => string | undefined): ListOption {
  const [name = "", attached] = text.split(/=(.*)/s, 2);
  const missing = Object.hasOwn(LONG_VALUES, name) ? LONG_VALUES[name] : undefined;
  if (missing === undefined) {
    if (!LONG_NAMES.has(name) || attached !== undefined) throw new ProcessListError("unknown gnu long option");
    return { name: `--${name}`, value: "" };
  }
  const value = attached ?? take();
  if (value === undefined || value === "") throw new ProcessListError(missing);
  return { name: `--${name}`, value };
}

function letters(
  group: string,
  mark: "" | "-",
  plain: string,
  values: Readonly<Record<string, string>>,
  take: () => string | undefined,
): ListOption[] {
  const options: ListOption[] = [];
  for (const [index, letter] of [...group].entries()) {
    const missing = Object.hasOwn(values, letter) ? values[letter] : undefined;
    if (missing !== undefined) {
      const value = group.slice(index + 1) || take();
      if (value === undefined || value === "") throw new ProcessListError(missing);
      return [...options, { name: `${mark}${letter}`, value }];
    }
    if (!plain.includes(letter))
      throw new ProcessListError(mark === "-" ? "unsupported SysV option" : "unsupported option (BSD syntax)");
    options.push({ name: `${mark}${letter}`, value: "" });
  }
  return options;
}
