import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { accessTime, changeTime, type FileTime, modificationTime } from "../../kernel/file-times.ts";
import { BYTES, HUMAN, HUMAN_SI, KIBIBYTES, parseBlockSize, type SizeFormat } from "../program/block-sizes.ts";
import { Failure } from "../program/failure.ts";
import { NAME_STYLES, type NameStyle } from "../program/name-quoting.ts";
import { chooseWord } from "../program/numbers.ts";
import type { Given, GivenOptions } from "../program/options.ts";
import { quoted } from "../program/quoting.ts";
import type { OPTIONS } from "./options.ts";
import { timeFormats } from "./times.ts";

type Name = keyof typeof OPTIONS;
type LsFormat = "long" | "one" | "columns" | "rows" | "commas";
export type LsSort = "name" | "none" | "size" | "time" | "version" | "extension" | "width";

/** What a listing is to be like. */
export interface LsSettings {
  format: LsFormat;
  sort: LsSort;
  /** Which of the times is shown and sorted by. There is none of birth: that of change is the nearest. */
  time: (status: FileStatus) => FileTime;
  isReversed: boolean;
  hidden: "none" | "almost-all" | "all";
  ignored: Pattern[];
  directoryItself: boolean;
  isRecursive: boolean;
  follows: "never" | "directories" | "operands" | "always";
  directoriesFirst: boolean;
  indicator: "none" | "slash" | "file-type" | "classify";
  isColored: boolean;
  hasHyperlinks: boolean;
  /** Whether Emacs is told where names are. */
  isDired: boolean;
  withInode: boolean;
  withBlocks: boolean;
  withContext: boolean;
  withAuthor: boolean;
  withOwner: boolean;
  withGroup: boolean;
  isNumeric: boolean;
  sizes: SizeFormat;
  blocks: SizeFormat;
  style: NameStyle;
  hidesControls: boolean;
  recentTime: string;
  oldTime: string;
  width: number;
  tabSize: number;
  end: string;
}

const INDICATORS = ["none", "slash", "file-type", "classify"] as const;
const SORTS = ["none", "time", "size", "extension", "version", "width"] as const;
const WHEN = [
  ["always", "yes", "force"],
  ["never", "no", "none"],
  ["auto", "tty", "if-tty"],
];
const TIMES = [
  ["atime", "access", "use"],
  ["ctime", "status"],
  ["birth", "creation"],
];
const FORMATS: Readonly<Record<string, LsFormat>> = {
  verbose: "long",
  long: "long",
  commas: "commas",
  horizontal: "rows",
  across: "rows",
  vertical: "columns",
  "single-column": "one",
};
const FORMAT_WORDS = [["verbose", "long"], ["commas"], ["horizontal", "across"], ["vertical"], ["single-column"]];
/** @param usual what it is like if nothing is said @throws UsageError, Failure */
export function settingsOf(
  options: GivenOptions<Name>,
  env: ReadonlyMap<string, string>,
  usual: Pick<LsSettings, "format" | "style">,
): LsSettings {
  const settings: LsSettings = {
    ...usual,
    sort: "name",
    isReversed: false,
    hidden: "none",
    ignored: [],
    directoryItself: false,
    isRecursive: false,
    follows: "never",
    directoriesFirst: false,
    indicator: "none",
    isColored: false,
    hasHyperlinks: false,
    isDired: false,
    withInode: false,
    withBlocks: false,
    withContext: false,
    withAuthor: false,
    withOwner: true,
    withGroup: true,
    isNumeric: false,
    sizes: BYTES,
    blocks: KIBIBYTES,
    hidesControls: false,
    time: modificationTime,
    recentTime: "",
    oldTime: "",
    width: columnsOf(env.get("COLUMNS")),
    tabSize: 8,
    end: "\n",
  };
  const given = { sort: false, time: false, follows: false, style: env.get("TIME_STYLE") ?? "locale" };
  for (const option of options.all) {
    applyFormat(settings, option);
    applyContent(settings, option);
    applySort(settings, option, given);
    applyNames(settings, option);
    if (option.name === "time-style") given.style = option.value ?? "";
    else if (option.name === "full-time") given.style = "full-iso";
  }
  const isTime = given.time && !given.sort && settings.format !== "long";
  if (isTime) settings.sort = "time";
  if (!options.has("dereference", "dereference-command-line", "dereference-command-line-symlink-to-dir")) {
    const isPlain = !settings.directoryItself && settings.indicator !== "classify" && settings.format !== "long";
    settings.follows = isPlain ? "directories" : "never";
  }
  if (settings.hidden === "none") settings.ignored.push(...options.values("hide").map((pattern) => hiding(pattern)));
  settings.isDired = options.has("dired") && settings.format === "long" && !settings.hasHyperlinks;
  if (settings.isDired && settings.end !== "\n") throw new Failure("--dired and --zero are incompatible", 2);
  if (settings.format === "long") [settings.recentTime, settings.oldTime] = timeFormats(given.style);
  return settings;
}

function applyFormat(settings: LsSettings, { name, value }: Given<Name>): void {
  switch (name) {
    case "l":
    case "g":
    case "o":
    case "numeric-uid-gid":
    case "full-time":
      settings.format = "long";
      if (name === "g") settings.withOwner = false;
      else if (name === "o") settings.withGroup = false;
      else if (name === "numeric-uid-gid") settings.isNumeric = true;
      return;
    case "C":
      settings.format = "columns";
      return;
    case "x":
      settings.format = "rows";
      return;
    case "m":
      settings.format = "commas";
      return;
    case "1":
      if (settings.format !== "long") settings.format = "one";
      return;
    case "zero":
      settings.end = "\0";
      if (settings.format !== "long") settings.format = "one";
      settings.style = "literal";
      settings.isColored = false;
      return;
    case "format":
      settings.format = FORMATS[chooseWord(value ?? "", "--format", FORMAT_WORDS)] ?? "one";
      return;
    case "width":
      settings.width = lineWidth(value ?? "");
      return;
    case "tabsize":
      settings.tabSize = wholeOrFail(value ?? "", "invalid tab size");
      return;
    default:
  }
}

function applyContent(settings: LsSettings, { name, value }: Given<Name>): void {
  switch (name) {
    case "all":
      settings.hidden = "all";
      return;
    case "almost-all":
      settings.hidden = "almost-all";
      return;
    case "ignore-backups":
      settings.ignored.push(hiding("*~"), hiding(".*~"));
      return;
    case "ignore":
      settings.ignored.push(hiding(value ?? ""));
      return;
    case "directory":
      settings.directoryItself = true;
      return;
    case "recursive":
      settings.isRecursive = true;
      return;
    case "dereference":
      settings.follows = "always";
      return;
    case "dereference-command-line":
      settings.follows = "operands";
      return;
    case "dereference-command-line-symlink-to-dir":
      settings.follows = "directories";
      return;
    case "inode":
      settings.withInode = true;
      return;
    case "size":
      settings.withBlocks = true;
      return;
    case "context":
      settings.withContext = true;
      return;
    case "author":
      settings.withAuthor = true;
      return;
    case "no-group":
      settings.withGroup = false;
      return;
    case "human-readable":
      settings.sizes = settings.blocks = HUMAN;
      return;
    case "si":
      settings.sizes = settings.blocks = HUMAN_SI;
      return;
    case "block-size": {
      const size = parseBlockSize(value ?? "");
      if (!size) throw new Failure(`invalid --block-size argument ${quoted(value ?? "").replace(/[‘’]/g, "'")}`);
      settings.sizes = settings.blocks = size;
      return;
    }
    default:
  }
}

function applySort(settings: LsSettings, { name, value }: Given<Name>, given: { sort: boolean; time: boolean }): void {
  const chosen: Partial<Record<Name, LsSort>> = {
    S: "size",
    t: "time",
    U: "none",
    v: "version",
    X: "extension",
    f: "none",
  };
  const sort = chosen[name];
  if (sort !== undefined) {
    settings.sort = sort;
    given.sort = true;
  }
  switch (name) {
    case "f":
      settings.hidden = "all";
      if (settings.format === "long") settings.format = "one";
      settings.withBlocks = false;
      settings.isColored = false;
      return;
    case "sort": {
      const word = chooseWord(
        value ?? "",
        "--sort",
        SORTS.map((one) => [one]),
      );
      settings.sort = SORTS.find((one) => one === word) ?? "name";
      given.sort = true;
      return;
    }
    case "time":
      given.time = true;
      settings.time = chooseWord(value ?? "", "--time", TIMES) === "atime" ? accessTime : changeTime;
      return;
    case "c":
    case "u":
      settings.time = name === "u" ? accessTime : changeTime;
      given.time = true;
      return;
    case "reverse":
      settings.isReversed = true;
      return;
    case "group-directories-first":
      settings.directoriesFirst = true;
      return;
    default:
  }
}

function applyNames(settings: LsSettings, { name, value }: Given<Name>): void {
  switch (name) {
    case "escape":
      settings.style = "escape";
      return;
    case "literal":
      settings.style = "literal";
      return;
    case "quote-name":
      settings.style = "c";
      return;
    case "quoting-style": {
      const word = chooseWord(
        value ?? "",
        "--quoting-style",
        NAME_STYLES.map((one) => [one]),
      );
      settings.style = NAME_STYLES.find((one) => one === word) ?? "literal";
      return;
    }
    case "hide-control-chars":
      settings.hidesControls = true;
      return;
    case "show-control-chars":
      settings.hidesControls = false;
      return;
    case "classify":
      if (isAlways(value, "--classify")) settings.indicator = "classify";
      return;
    case "file-type":
      settings.indicator = "file-type";
      return;
    case "p":
      settings.indicator = "slash";
      return;
    case "indicator-style": {
      const word = chooseWord(
        value ?? "",
        "--indicator-style",
        INDICATORS.map((one) => [one]),
      );
      settings.indicator = INDICATORS.find((one) => one === word) ?? "none";
      return;
    }
    case "hyperlink":
      settings.hasHyperlinks = isAlways(value, "--hyperlink");
      return;
    case "color":
      settings.isColored = isAlways(value, "--color");
      return;
    default:
  }
}

/** Output is never a terminal. */
function isAlways(value: string | undefined, option: string): boolean {
  return value === undefined || chooseWord(value, option, WHEN) === "always";
}

function hiding(pattern: string): Pattern {
  return compilePattern(pattern, { extglob: false, ignoreCase: false });
}

function wholeOrFail(text: string, what: string): number {
  if (!/^\d+$/.test(text)) throw new Failure(`${what}: ${quoted(text)}`);
  return Number(text);
}

function lineWidth(text: string): number {
  return wholeOrFail(text, "invalid line width") || Number.POSITIVE_INFINITY;
}

function columnsOf(text: string | undefined): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) || Number.POSITIVE_INFINITY : 80;
}
