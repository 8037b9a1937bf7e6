/** What `ls` was asked for. */
export interface LsOptions {
  hidden: "none" | "almost-all" | "all";
  directoriesThemselves: boolean;
  recursive: boolean;
  followLinks: boolean;
  sort: "name" | "size" | "time" | "extension" | "version" | "none";
  reverse: boolean;
  directoriesFirst: boolean;
  long: boolean;
  withOwner: boolean;
  withGroup: boolean;
  numericOwner: boolean;
  humanSizes: "no" | 1024 | 1000;
  inode: boolean;
  blocks: boolean;
  indicator: "none" | "slash" | "type" | "classify";
  quote: boolean;
  timeStyle: "default" | "long-iso" | "full-iso" | "iso";
}

const DEFAULTS: LsOptions = {
  hidden: "none",
  directoriesThemselves: false,
  recursive: false,
  followLinks: false,
  sort: "name",
  reverse: false,
  directoriesFirst: false,
  long: false,
  withOwner: true,
  withGroup: true,
  numericOwner: false,
  humanSizes: "no",
  inode: false,
  blocks: false,
  indicator: "none",
  quote: false,
  timeStyle: "default",
};

const LONG: Partial<LsOptions> = { long: true };

/** By letter; what has no effect where output is no terminal and there is one user is accepted. */
const LETTERS: Readonly<Record<string, Partial<LsOptions>>> = {
  a: { hidden: "all" },
  A: { hidden: "almost-all" },
  d: { directoriesThemselves: true },
  f: { hidden: "all", sort: "none" },
  F: { indicator: "classify" },
  g: { ...LONG, withOwner: false },
  G: { withGroup: false },
  h: { humanSizes: 1024 },
  H: {},
  i: { inode: true },
  l: LONG,
  L: { followLinks: true },
  n: { ...LONG, numericOwner: true },
  o: { ...LONG, withGroup: false },
  p: { indicator: "slash" },
  Q: { quote: true },
  r: { reverse: true },
  R: { recursive: true },
  s: { blocks: true },
  S: { sort: "size" },
  t: { sort: "time" },
  U: { sort: "none" },
  v: { sort: "version" },
  X: { sort: "extension" },
  ...Object.fromEntries([..."1bBcCkmNquxZ"].map((letter) => [letter, {}])),
};

const WORDS: Readonly<Record<string, Partial<LsOptions>>> = {
  all: { hidden: "all" },
  "almost-all": { hidden: "almost-all" },
  classify: { indicator: "classify" },
  color: {},
  dereference: { followLinks: true },
  directory: { directoriesThemselves: true },
  "file-type": { indicator: "type" },
  "full-time": { ...LONG, timeStyle: "full-iso" },
  "group-directories-first": { directoriesFirst: true },
  "human-readable": { humanSizes: 1024 },
  inode: { inode: true },
  literal: {},
  "no-group": { withGroup: false },
  "numeric-uid-gid": { ...LONG, numericOwner: true },
  "quote-name": { quote: true },
  recursive: { recursive: true },
  reverse: { reverse: true },
  si: { humanSizes: 1000 },
  size: { blocks: true },
  "color=auto": {},
  "color=always": {},
  "color=never": {},
  "sort=none": { sort: "none" },
  "sort=size": { sort: "size" },
  "sort=time": { sort: "time" },
  "sort=version": { sort: "version" },
  "sort=extension": { sort: "extension" },
  "time-style=iso": { timeStyle: "iso" },
  "time-style=long-iso": { timeStyle: "long-iso" },
  "time-style=full-iso": { timeStyle: "full-iso" },
};

export type Parsed = { readonly options: LsOptions; readonly operands: string[] } | { readonly fault: string };

export function parseLsArguments(args: readonly string[]): Parsed {
  const options = { ...DEFAULTS };
  const operands: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg === "--") return { options, operands: [...operands, ...args.slice(index + 1)] };
    if (arg.startsWith("--")) {
      const word = arg.slice(2);
      if (!Object.hasOwn(WORDS, word)) return { fault: `unrecognized option '${arg}'` };
      Object.assign(options, WORDS[word]);
    } else if (arg.startsWith("-") && arg !== "-") {
      for (const letter of arg.slice(1)) {
        if (!Object.hasOwn(LETTERS, letter)) return { fault: `invalid option -- '${letter}'` };
        Object.assign(options, LETTERS[letter]);
      }
    } else operands.push(arg);
  }
  return { options, operands };
}
