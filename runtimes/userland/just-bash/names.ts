/** The commands that just-bash does for the userland. The build puts these, and no other part of it, into the bundle. */
export const JUST_BASH_COMMANDS: readonly string[] = [
  "clear",
  "column",
  "diff",
  "expand",
  "find",
  "gunzip",
  "gzip",
  "join",
  "od",
  "strings",
  "tar",
  "unexpand",
  "xan",
  "zcat",
];
