import { COLUMNS } from "./columns.ts";
import { ProcessListError } from "./process-list-error.ts";
import type { ShownColumn } from "./table.ts";

/** What the options of `ps` say of the columns, if they don't name them. */
interface FormatFlags {
  readonly isBsd: boolean;
  readonly isUserOriented: boolean;
  readonly isVirtual: boolean;
  readonly isFull: boolean;
  readonly isExtraFull: boolean;
  readonly isLong: boolean;
  readonly isJobs: boolean;
  readonly hasResidentSize: boolean;
  readonly hasThreads: boolean;
  readonly hasThreadIds: boolean;
  readonly hasLabels: boolean;
}

const BSD_USER = "user pid %cpu %mem vsz rss tname stat start_time bsdtime args";
const BSD_LONG = "f uid pid ppid priority ni vsz rss wchan stat tname bsdtime args";
const BSD_JOBS = "ppid pid pgid sid tname tpgid stat uid bsdtime args";
const BSD_VIRTUAL = "pid tname stat bsdtime majflt trs drs rss %mem args";
const BSD_PLAIN = "pid tname stat bsdtime args";

/** The columns that stand for no `-o`. */
export function standardColumns(flags: FormatFlags): ShownColumn[] {
  const { isBsd, isFull, isExtraFull, hasThreads, hasThreadIds, hasResidentSize } = flags;
  const isUnix = !isBsd || isFull || isExtraFull || hasThreads || hasThreadIds || hasResidentSize;
  const names = (isUnix ? unixNames(flags) : bsdNames(flags)).split(" ");
  return [...(flags.hasLabels ? ["label"] : []), ...names].map((word) => {
    const [name = "", title] = word.split("=");
    return columnOf(name, title);
  });
}

function bsdNames({ isUserOriented, isVirtual, isLong, isJobs }: FormatFlags): string {
  if (isUserOriented) return BSD_USER;
  if (isLong) return BSD_LONG;
  if (isJobs) return BSD_JOBS;
  return isVirtual ? BSD_VIRTUAL : BSD_PLAIN;
}

function unixNames(flags: FormatFlags): string {
  const { isBsd, isFull, isExtraFull, isLong, isJobs, hasResidentSize, hasThreads, hasThreadIds } = flags;
  const isWide = isFull || isExtraFull;
  const names: (string | false)[] = [
    isLong && !hasResidentSize && "f",
    isLong && "s",
    isWide ? "user=UID" : isLong && "uid",
    "pid",
    hasThreadIds && "spid",
    (isWide || isLong) && "ppid",
    isJobs && "pgid sid",
    hasThreads && "lwp",
    (isWide || isLong) && "c",
    isWide && hasThreads && "nlwp",
    isLong && "opri ni",
    isLong && (hasResidentSize ? "rss sz wchan" : "addr sz wchan"),
    isExtraFull && !isLong && "sz rss psr",
    isWide && "stime",
    isBsd ? "tname stat bsdtime" : "tname time",
    isWide ? "cmd" : isBsd ? "args" : "ucmd",
  ];
  return names.filter((name) => name !== false).join(" ");
}

/** @throws ProcessListError */
export function namedColumns(format: string): ShownColumn[] {
  return format
    .replace(/[\s,]$/, "")
    .split(/[\s,]/)
    .map((word) => {
      if (word === "") throw new ProcessListError("improper format list");
      const [, name = "", width, title] = /^([^:=]*)(?::([^=]*))?(?:=(.*))?$/s.exec(word) ?? [];
      if (width !== undefined && !/^[1-9]\d*$/.test(width))
        throw new ProcessListError("column widths must be unsigned decimal numbers");
      return columnOf(name, title, width);
    });
}

/** @throws ProcessListError */
function columnOf(name: string, title: string | undefined, width?: string): ShownColumn {
  const column = COLUMNS.get(name);
  if (!column) throw new ProcessListError(`unknown user-defined format specifier "${name}"`);
  const shown = title ?? column.title;
  const least = width === undefined ? column.width : Number(width);
  return {
    ...column,
    title: shown,
    width: width === undefined && title !== undefined ? Math.max(least, title.length) : least,
  };
}
