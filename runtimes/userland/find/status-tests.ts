import { S_IFREG } from "../../abi/file-mode.ts";
import { Failure } from "../program/failure.ts";
import { statusOf } from "../program/file-kinds.ts";
import { parseMode } from "../program/mode.ts";
import { quoted } from "../program/quoting.ts";
import { compares, parseComparison } from "./comparison.ts";
import type { FoundFile } from "./found-file.ts";
import { idOf } from "./owners.ts";
import type { Reading, Test, TestReader } from "./reading.ts";
import { referenceStatus } from "./reference-file.ts";

/** Of the one file system there is. */
export const FILE_SYSTEM_TYPE = "slotfs";
const UNIT_BYTES: Readonly<Record<string, number>> = {
  b: 512,
  c: 1,
  w: 2,
  k: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
};
const PERMISSION_BITS = 0o7777;

export const STATUS_TESTS: Readonly<Record<string, TestReader>> = {
  size: sizeTest,
  empty: (reading) => (file) => isEmpty(file, reading),
  perm: permissionTest,
  links: (reading) => numberTest(reading, ({ status }) => status.nlink),
  inum: (reading) => numberTest(reading, ({ status }) => status.ino),
  uid: (reading) => numberTest(reading, ({ status }) => status.uid),
  gid: (reading) => numberTest(reading, ({ status }) => status.gid),
  user: (reading) => ownerTest(reading, "user"),
  group: (reading) => ownerTest(reading, "group"),
  nouser:
    ({ run }) =>
    ({ status }) =>
      run.accounts.userName(status.uid) === undefined,
  nogroup:
    ({ run }) =>
    ({ status }) =>
      run.accounts.groupName(status.gid) === undefined,
  samefile: (reading) => {
    const { ino } = referenceStatus(reading.run, reading.argument());
    return ({ status }) => status.ino === ino;
  },
  readable: (reading) => (file) => accessible(reading, file, 0),
  writable: (reading) => (file) => accessible(reading, file, 0),
  executable: (reading) => (file) => accessible(reading, file, 0o111),
  fstype: (reading) => {
    const isIt = reading.argument() === FILE_SYSTEM_TYPE;
    return () => isIt;
  },
  context: () => {
    throw new Failure("invalid predicate -context: SELinux is not enabled.");
  },
  true: () => () => true,
  false: () => () => false,
};

function numberTest(reading: Reading, numberOf: (file: FoundFile) => number): Test {
  const text = reading.argument();
  const number = parseComparison(text);
  if (!number) throw reading.invalid(text);
  return (file) => compares(number, numberOf(file));
}

/** In units, each begun one counted. */
function sizeTest(reading: Reading): Test {
  const text = reading.argument();
  if (text === "") throw new Failure("invalid null argument to -size");
  const [, number = "", suffix = ""] = /^(.*?)(\D?)$/su.exec(text) ?? [];
  const unit = UNIT_BYTES[suffix === "" ? "b" : suffix];
  if (unit === undefined) throw new Failure(`invalid -size type \`${suffix}'`);
  const size = parseComparison(number);
  if (!size) throw new Failure(`Invalid argument \`${number}${suffix}' to -size`);
  return ({ status }) => compares(size, Math.ceil(status.size / unit));
}

function isEmpty(file: FoundFile, { run }: Reading): boolean {
  if (file.isDirectory) return run.files.readdir(file.path).length === 0;
  return file.type === S_IFREG && file.status.size === 0;
}

/** The mode itself, or with `-` all of its bits, or with `/` any of them. */
function permissionTest(reading: Reading): Test {
  const text = reading.argument();
  const kind = /^[-/]/.exec(text)?.[0];
  const change = parseMode(kind === undefined ? text : text.slice(1));
  // Octal digits stand alone, or behind a sign that is behind another.
  if (!change || /^\+[0-7]|[ugoa][-+=][0-7]/.test(text)) throw new Failure(`invalid mode ${quoted(text)}`);
  const [forFiles, forDirectories] = [change(0, false, 0), change(0, true, 0)];
  if (kind === "/" && forFiles === 0 && forDirectories === 0) {
    reading.say(
      `warning: you have specified a mode pattern ${text} (which is equivalent to /000). The meaning of -perm /000 has now been changed to be consistent with -perm -000; that is, while it used to match no files, it now matches all files.`,
    );
  }
  return (file) => {
    const wanted = file.isDirectory ? forDirectories : forFiles;
    const mode = file.status.mode & PERMISSION_BITS;
    if (kind === undefined) return mode === wanted;
    return kind === "-" ? (mode & wanted) === wanted : wanted === 0 || (mode & wanted) !== 0;
  };
}

function ownerTest(reading: Reading, kind: "user" | "group"): Test {
  const id = idOf(reading.run.accounts, kind, reading.argument());
  return ({ status }) => (kind === "user" ? status.uid : status.gid) === id;
}

/** To root, for whom only execution needs a bit. */
function accessible({ run }: Reading, file: FoundFile, bits: number): boolean {
  const status = statusOf(run.files, file.path);
  return status !== undefined && (bits === 0 || file.isDirectory || (status.mode & bits) !== 0);
}
