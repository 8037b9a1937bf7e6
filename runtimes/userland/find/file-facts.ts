import { S_IFMT } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { accessTime, changeTime, type FileTime, modificationTime } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { diskBytes, modeText } from "../program/file-kinds.ts";
import { quoted } from "../program/quoting.ts";
import type { Fact } from "./fact-shape.ts";
import { clockWriter, ctimeWriter, type TimeWriter } from "./file-times.ts";
import { typeLetter } from "./file-type-tests.ts";
import type { FindRun } from "./find-run.ts";
import type { FoundFile } from "./found-file.ts";
import { lastPartOf, leadingPartOf } from "./path-parts.ts";
import { FILE_SYSTEM_TYPE } from "./status-tests.ts";

const BLOCK_BYTES = 512;
const KIBIBYTE = 1024;
/** As `stat` numbers the one device there is. */
const DEVICE = "1";

/** Whether another letter has to follow, which says what of a time is wanted. */
export function isTimeLetter(letter: string): boolean {
  return /^[ABCT]$/.test(letter);
}

/** What a letter of a format stands for; nothing for another letter. */
export function factOf(letter: string, clock: string, run: FindRun): Fact | undefined {
  if (isTimeLetter(letter)) return clock === "" ? undefined : timeFact(letter, clock, run);
  if (letter === "d") return { kind: "decimal", of: ({ depth }) => depth };
  if (letter === "m") return { kind: "octal", of: ({ status }) => status.mode & 0o7777 };
  if (letter === "S") return { kind: "float", of: sparseness };
  const of = textOf(letter, run);
  return of && { kind: "text", of };
}

function textOf(letter: string, run: FindRun): ((file: FoundFile) => string) | undefined {
  switch (letter) {
    case "a":
      return timeText(accessTime, ctimeWriter(run.zone));
    case "c":
      return timeText(changeTime, ctimeWriter(run.zone));
    case "t":
      return timeText(modificationTime, ctimeWriter(run.zone));
    case "b":
      return ({ status }) => String(diskBytes(status) / BLOCK_BYTES);
    case "D":
      return () => DEVICE;
    case "f":
      return ({ path }) => lastPartOf(path);
    case "F":
      return () => FILE_SYSTEM_TYPE;
    case "g":
      return ({ status }) => run.accounts.shownGroup(status.gid);
    case "u":
      return ({ status }) => run.accounts.shownUser(status.uid);
    case "G":
      return ({ status }) => String(status.gid);
    case "U":
      return ({ status }) => String(status.uid);
    case "h":
      return ({ path }) => leadingPartOf(path);
    case "H":
      return ({ start }) => start;
    case "i":
      return ({ status }) => String(status.ino);
    case "k":
      return ({ status }) => String(diskBytes(status) / KIBIBYTE);
    case "l":
      return (file) => (file.isLink ? file.target : "");
    case "M":
      return ({ status }) => modeText(status.mode);
    case "n":
      return ({ status }) => String(status.nlink);
    case "p":
      return ({ path }) => path;
    case "P":
      return ({ path, start, depth }) => (depth === 0 ? "" : path.slice(start.length + (start.endsWith("/") ? 0 : 1)));
    case "s":
      return ({ status }) => String(status.size);
    case "y":
      return ({ type }) => typeLetter(type);
    case "Y":
      return (file) => followedLetter(file, run);
    case "Z":
      return ({ path }) => {
        run.call.status = 1;
        run.notes.push(`getfilecon failed: ${quoted(path)}: No data available`);
        return "";
      };
    default:
      return undefined;
  }
}

function timeFact(letter: string, clock: string, { zone }: FindRun): Fact {
  // Files know nothing of when they were made.
  if (letter === "B") return { kind: "text", of: () => (clock === "@" ? "-1.-000000010" : "") };
  const time = letter === "A" ? accessTime : letter === "C" ? changeTime : modificationTime;
  return { kind: "text", of: timeText(time, clockWriter(clock, zone)) };
}

function timeText(time: (status: FileStatus) => FileTime, write: TimeWriter): (file: FoundFile) => string {
  return ({ status }) => write(time(status));
}

/** How much of a file is on the disk. */
function sparseness({ status }: FoundFile): number {
  const bytes = diskBytes(status);
  if (status.size === 0) return bytes === 0 ? 1 : Number.POSITIVE_INFINITY;
  return bytes / status.size;
}

/** What a link leads to: `N` for nothing, `L` for itself. */
function followedLetter(file: FoundFile, { files }: FindRun): string {
  if (!file.isLink) return typeLetter(file.type);
  try {
    return typeLetter(files.stat(file.path).mode & S_IFMT);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return "N";
    return error.code === "ELOOP" ? "L" : "?";
  }
}
