import type { Option } from "../program/options.ts";
import type { ProgramCall } from "../program/program.ts";

const MODES = {
  create: { letters: "c", about: "make an archive" },
  list: { letters: "t", about: "list what is in an archive" },
  extract: { letters: "x", about: "take files out of an archive" },
  get: {},
  append: { letters: "r", about: "add files to the end of an archive" },
  update: { letters: "u", about: "add files that are newer than those in the archive" },
  diff: { letters: "d", about: "tell what differs between an archive and the files" },
  compare: {},
  catenate: { letters: "A", about: "add archives to an archive" },
  concatenate: {},
  delete: { about: "delete members of an archive" },
  "test-label": { about: "print the label of an archive" },
} as const satisfies Record<string, Option>;

export type ModeName = keyof typeof MODES;

const COMPRESSION = {
  "auto-compress": { letters: "a", about: "choose a compression by the archive's name" },
  "no-auto-compress": {},
  "use-compress-program": { letters: "I", value: "PROG", about: "compress as PROG does" },
  bzip2: { letters: "j", about: "compress as bzip2 does" },
  xz: { letters: "J", about: "compress as xz does" },
  lzip: {},
  lzma: { about: "compress as lzma does" },
  lzop: {},
  gzip: { letters: "z", about: "compress as gzip does" },
  gunzip: {},
  ungzip: {},
  compress: { letters: "Z" },
  uncompress: {},
  zstd: { about: "compress as zstd does" },
} as const satisfies Record<string, Option>;

export type CompressionName = keyof typeof COMPRESSION;

const SELECTION = {
  directory: { letters: "C", value: "DIR", about: "change to DIR" },
  exclude: { value: "PATTERN", about: "leave out files that PATTERN matches" },
  "exclude-backups": { about: "leave out backups and lock files" },
  "exclude-vcs": { about: "leave out what version control systems keep" },
  "exclude-from": { letters: "X", value: "FILE", about: "leave out what the patterns in FILE match" },
  "files-from": { letters: "T", value: "FILE", about: "take the names in FILE, too" },
  null: { about: "names in FILE end with NUL" },
  "no-null": {},
  "no-recursion": { about: "don't go into directories" },
  recursion: {},
  anchored: { about: "patterns match from the beginning of names" },
  "no-anchored": { about: "patterns match behind any slash" },
  "ignore-case": { about: "patterns ignore case" },
  "no-ignore-case": {},
  wildcards: { about: "names of members are patterns" },
  "no-wildcards": { about: "patterns are plain names" },
  "wildcards-match-slash": {},
  "no-wildcards-match-slash": { about: "wildcards match no slash" },
  newer: { letters: "N", value: "DATE", about: "take only files that are newer than DATE, or than a file" },
  "after-date": { value: "DATE" },
  "newer-mtime": { value: "DATE" },
  sort: { value: "ORDER", about: "sort directories: none, name or inode" },
  dereference: { letters: "h", about: "take what links lead to" },
  "hard-dereference": { about: "take hard links as files of their own" },
  "one-file-system": { about: "(of no effect)" },
  "remove-files": { about: "remove files when they are in the archive" },
} as const satisfies Record<string, Option>;

const ATTRIBUTES = {
  owner: { value: "NAME", about: "write NAME as the owner of all files; NAME:ID gives its number, too" },
  group: { value: "NAME", about: "write NAME as the group of all files" },
  mode: { value: "CHANGES", about: "change modes in the archive" },
  mtime: { value: "DATE", about: "write DATE, or the time of a file, as the time of all files" },
  "clamp-mtime": { about: "write the time of --mtime only for newer files" },
  "numeric-owner": { about: "use numbers for users and groups" },
  "same-permissions": { letters: "p", about: "bring back modes as they are" },
  "preserve-permissions": {},
  "no-same-permissions": { about: "bring back modes without what the umask takes" },
  "same-owner": { about: "give what is extracted to its owner, which is the default" },
  "no-same-owner": { about: "keep what is extracted" },
  o: {},
  touch: { letters: "m", about: "don't bring back times" },
  "atime-preserve": { value: "[METHOD]" },
  "delay-directory-restore": {},
  "no-delay-directory-restore": {},
  "preserve-order": { letters: "s" },
  "same-order": {},
  acls: {},
  "no-acls": {},
  selinux: {},
  "no-selinux": {},
  xattrs: {},
  "no-xattrs": {},
} as const satisfies Record<string, Option>;

const REPLACING = {
  "keep-old-files": { letters: "k", about: "replace nothing; what is there is an error" },
  "skip-old-files": { about: "replace nothing, and say nothing" },
  "keep-newer-files": { about: "replace nothing that is newer" },
  overwrite: { about: "write into files that are there" },
  "overwrite-dir": {},
  "no-overwrite-dir": { about: "leave modes and times of directories that are there" },
  "unlink-first": { letters: "U", about: "remove what is there first" },
  "recursive-unlink": { about: "replace directories with all that is in them" },
  "keep-directory-symlink": { about: "put what belongs into directories into those that links lead to" },
  "strip-components": { value: "NUMBER", about: "leave out the first NUMBER parts of names" },
  transform: { value: "EXPRESSION", about: "change names as sed's s command does" },
  xform: { value: "EXPRESSION" },
  "absolute-names": { letters: "P", about: "keep slashes at the beginning of names" },
  "one-top-level": { value: "[DIR]", about: "put all files into DIR, or into one named like the archive" },
  "to-stdout": { letters: "O", about: "write files to standard output" },
  "ignore-zeros": { letters: "i", about: "read on behind the end of an archive" },
} as const satisfies Record<string, Option>;

const OUTPUT = {
  file: { letters: "f", value: "ARCHIVE", about: "the archive is this file; -: standard input or output" },
  verbose: { letters: "v", about: "list what is done; twice: with all details" },
  totals: { value: "[SIGNAL]", about: "say how many bytes there were" },
  "full-time": { about: "show times with their seconds" },
  utc: { about: "show times in UTC" },
  "show-transformed-names": { about: "show names as they are changed to" },
  "show-stored-names": {},
  "quoting-style": { value: "STYLE" },
  "block-number": { letters: "R" },
  "index-file": { value: "FILE" },
  checkpoint: { value: "[NUMBER]" },
  "checkpoint-action": { value: "ACTION" },
  warning: { value: "KEYWORD" },
  "check-links": { letters: "l" },
  label: { letters: "V", value: "TEXT", about: "begin the archive with a label" },
} as const satisfies Record<string, Option>;

const FORMATS = {
  format: { letters: "H", value: "FORMAT", about: "write in this format: gnu, ustar, pax (posix), oldgnu or v7" },
  posix: { about: "like --format=posix" },
  "old-archive": { about: "like --format=v7" },
  portability: {},
  "pax-option": { value: "KEYWORDS" },
  "blocking-factor": { letters: "b", value: "BLOCKS", about: "fill up to a multiple of BLOCKS blocks" },
  "record-size": { value: "BYTES", about: "fill up to a multiple of BYTES" },
  sparse: { letters: "S", about: "(of no effect)" },
  "force-local": { about: "archives with a colon in their names are files" },
  seek: { letters: "n" },
  "no-seek": {},
  verify: { letters: "W" },
  "read-full-records": { letters: "B" },
  "ignore-failed-read": { about: "(of no effect)" },
  occurrence: { value: "[NUMBER]" },
  interactive: { letters: "w" },
  confirmation: {},
  "multi-volume": { letters: "M" },
  "tape-length": { letters: "L", value: "SIZE" },
  "listed-incremental": { letters: "g", value: "FILE" },
  incremental: { letters: "G" },
  "to-command": { value: "COMMAND", about: "give what is in files to COMMAND, and make none" },
  "ignore-command-error": { about: "don't mind the status of COMMAND" },
  usage: {},
} as const satisfies Record<string, Option>;

export const OPTIONS = {
  ...MODES,
  ...COMPRESSION,
  ...SELECTION,
  ...ATTRIBUTES,
  ...REPLACING,
  ...OUTPUT,
  ...FORMATS,
} as const satisfies Record<string, Option>;

export type Name = keyof typeof OPTIONS;
export type Call = ProgramCall<Name>;

/** What this tar can't do. */
export const REFUSED = [
  "interactive",
  "confirmation",
  "multi-volume",
  "tape-length",
  "listed-incremental",
  "incremental",
  "occurrence",
  "index-file",
  "block-number",
  "quoting-style",
  "verify",
] as const satisfies Name[];

/** Which of them stands before the files that it is for. */
export const POSITIONAL: ReadonlySet<Name> = new Set<Name>([
  "directory",
  "exclude",
  "exclude-backups",
  "exclude-vcs",
  "exclude-from",
  "no-recursion",
  "recursion",
  "anchored",
  "no-anchored",
  "ignore-case",
  "no-ignore-case",
  "wildcards",
  "no-wildcards",
  "wildcards-match-slash",
  "no-wildcards-match-slash",
]);

export function modeNames(): readonly ModeName[] {
  return Object.keys(MODES) as ModeName[];
}

export function compressionNames(): readonly CompressionName[] {
  return Object.keys(COMPRESSION) as CompressionName[];
}
