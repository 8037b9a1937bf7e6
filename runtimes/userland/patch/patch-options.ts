import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import type { PatchKind } from "./patch-header.ts";

/* In the order in which GNU's tells what a beginning may stand for. */
export const PATCH_OPTIONS = {
  backup: { letters: "b", about: "keep what was in each file" },
  prefix: { letters: "B", value: "PREFIX", about: "names of backups begin with PREFIX" },
  context: { letters: "c", about: "read the patch as one with copied context" },
  directory: { letters: "d", value: "DIR", about: "go to directory DIR first" },
  ifdef: { letters: "D", value: "NAME", about: "write both forms of changed lines, with #ifdef NAME" },
  ed: { letters: "e", about: "read the patch as a script for ed" },
  "remove-empty-files": { letters: "E", about: "remove files that are empty afterwards" },
  force: { letters: "f", about: "ask nothing; apply the patch as it is" },
  fuzz: { letters: "F", value: "LINES", about: "leave out up to LINES lines (2) of context" },
  get: { letters: "g", value: "NUM" },
  input: { letters: "i", value: "PATCHFILE", about: "read the patch from PATCHFILE, not standard input" },
  "ignore-whitespace": { letters: "l", about: "how much whitespace there is makes no difference" },
  merge: { value: "[STYLE]" },
  normal: { letters: "n", about: "read the patch as one of diff's usual form" },
  forward: { letters: "N", about: "leave out patches that seem to be applied already" },
  output: { letters: "o", value: "FILE", about: "write what comes of it to FILE" },
  strip: { letters: "p", value: "NUM", about: "take NUM directories from the names in the patch" },
  "reject-file": { letters: "r", value: "FILE", about: "write what can't be applied to FILE" },
  reverse: { letters: "R", about: "undo the patch" },
  quiet: { letters: "s", about: "say nothing but errors" },
  silent: { about: "say nothing but errors" },
  batch: { letters: "t", about: "ask nothing; undo patches that seem to be applied already" },
  "set-time": { letters: "T", about: "give files the times in the patch, which are local" },
  unified: { letters: "u", about: "read the patch as a unified one" },
  version: { letters: "v", about: "show whose version this is and exit" },
  "version-control": { letters: "V", value: "STYLE", about: "backups are simple, numbered or existing" },
  debug: { letters: "x", value: "NUM" },
  "basename-prefix": { letters: "Y", value: "PREFIX", about: "last parts of names of backups begin with PREFIX" },
  suffix: { letters: "z", value: "SUFFIX", about: "names of backups end with SUFFIX, not .orig" },
  "set-utc": { letters: "Z", about: "give files the times in the patch, which are UTC" },
  "dry-run": { about: "say what would be done, and do nothing" },
  verbose: { about: "say more" },
  binary: { about: "leave carriage returns as they are" },
  "backup-if-mismatch": { about: "keep what was in files that a patch doesn't fit exactly (the default)" },
  "no-backup-if-mismatch": { about: "don't keep it" },
  posix: { about: "do as POSIX says" },
  "quoting-style": { value: "WORD" },
  "reject-format": { value: "FORMAT", about: "write what can't be applied as context or unified" },
  "read-only": { value: "BEHAVIOR" },
  "follow-symlinks": { about: "follow symbolic links" },
} as const;

export type PatchCall = ProgramCall<keyof typeof PATCH_OPTIONS>;

export interface PatchSettings {
  readonly kind: PatchKind | undefined;
  /** How many directories are taken from names; nothing: all. */
  readonly strip: number | undefined;
  readonly maxFuzz: number;
  readonly isReversed: boolean;
  readonly isForward: boolean;
  readonly isForced: boolean;
  readonly isBatch: boolean;
  readonly isPosix: boolean;
  readonly isDryRun: boolean;
  readonly verbosity: "silent" | "normal" | "verbose";
  readonly ignoresWhitespace: boolean;
  readonly define: string | undefined;
  readonly removesEmptyFiles: boolean;
  readonly output: string | undefined;
  readonly rejectFile: string | undefined;
  readonly rejectFormat: "context" | "unified" | undefined;
  readonly setsTime: "local" | "utc" | undefined;
  readonly keepsCarriageReturns: boolean;
  readonly followsLinks: boolean;
  readonly backup: BackupSettings;
  /** The file to patch, if it was named. */
  readonly file: string | undefined;
  /** The file with the patch, if it is not the standard input. */
  readonly patchFile: string | undefined;
}

export interface BackupSettings {
  readonly isAlways: boolean;
  readonly ifMismatch: boolean;
  readonly prefix: string;
  readonly namePrefix: string;
  /** Nothing unless it was given. */
  readonly suffix: string | undefined;
  readonly simpleSuffix: string;
  readonly control: string | undefined;
}

const KINDS = { context: "context", ed: "ed", normal: "normal", unified: "unified" } as const;
const DEFAULT_FUZZ = 2;

/** @throws UsageError, Failure */
export function patchSettings({ options, operands, process }: PatchCall): PatchSettings {
  const [file, patchOperand, extra] = operands;
  const kind = options.last("context", "ed", "normal", "unified");
  const [strip, fuzz] = [options.values("strip").at(-1), options.values("fuzz").at(-1)];
  const settings: PatchSettings = {
    kind: kind && KINDS[kind],
    strip: strip === undefined ? undefined : wholeNumber(strip, "strip count"),
    maxFuzz: fuzz === undefined ? DEFAULT_FUZZ : wholeNumber(fuzz, "fuzz factor"),
    isReversed: options.has("reverse"),
    isForward: options.has("forward"),
    isForced: options.has("force"),
    isBatch: options.has("batch"),
    isPosix: options.has("posix") || process.env.has("POSIXLY_CORRECT"),
    isDryRun: options.has("dry-run"),
    verbosity: verbosityOf(options.last("quiet", "silent", "verbose")),
    ignoresWhitespace: options.has("ignore-whitespace"),
    define: options.value("ifdef"),
    removesEmptyFiles: options.has("remove-empty-files"),
    output: options.value("output"),
    rejectFile: options.value("reject-file"),
    rejectFormat: rejectFormatOf(options.value("reject-format")),
    setsTime: options.has("set-utc") ? "utc" : options.has("set-time") ? "local" : undefined,
    keepsCarriageReturns: options.has("binary"),
    followsLinks: options.has("follow-symlinks"),
    backup: {
      isAlways: options.has("backup"),
      ifMismatch: mismatchBackups(
        options.last("backup-if-mismatch", "no-backup-if-mismatch"),
        !process.env.has("POSIXLY_CORRECT"),
      ),
      prefix: filled(options.value("prefix"), "backup prefix"),
      namePrefix: filled(options.value("basename-prefix"), "backup basename prefix"),
      suffix: options.has("suffix") ? filled(options.value("suffix"), "backup suffix") : undefined,
      simpleSuffix: process.env.get("SIMPLE_BACKUP_SUFFIX") || ".orig",
      control:
        options.value("version-control") ??
        process.env.get("PATCH_VERSION_CONTROL") ??
        process.env.get("VERSION_CONTROL"),
    },
    file,
    patchFile: patchOperand ?? options.value("input"),
  };
  if (options.has("merge")) throw new Failure("**** --merge is not supported");
  if (extra !== undefined) throw new UsageError(`${quoteIfNeeded(extra)}: extra operand`);
  return settings;
}

function verbosityOf(last: "quiet" | "silent" | "verbose" | undefined): PatchSettings["verbosity"] {
  return last === undefined ? "normal" : last === "verbose" ? "verbose" : "silent";
}

function mismatchBackups(last: string | undefined, byDefault: boolean): boolean {
  return last === undefined ? byDefault : last === "backup-if-mismatch";
}

/** @throws UsageError */
function rejectFormatOf(word: string | undefined): PatchSettings["rejectFormat"] {
  if (word !== undefined && word !== "context" && word !== "unified") throw new UsageError("");
  return word;
}

/** @throws Failure */
function wholeNumber(text: string, what: string): number {
  const shown = quoteIfNeeded(text);
  if (!/^[-+]?\d+$/.test(text)) throw new Failure(`**** ${what} ${shown} is not a number`);
  const number = Number(text);
  if (Math.abs(number) > 0x7fffffff) throw new Failure(`**** ${what} ${shown} is too large`);
  if (number < 0) throw new Failure(`**** ${what} ${shown} is negative`);
  return number;
}

/** @throws Failure */
function filled(text: string | undefined, what: string): string {
  if (text === "") throw new Failure(`**** ${what} is empty`);
  return text ?? "";
}
