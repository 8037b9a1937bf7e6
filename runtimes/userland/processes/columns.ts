import { formatDate, momentOf } from "../program/date-format.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import { commandLine, type Row, stateLetter } from "./snapshot.ts";

/** What columns need to know beside the process. */
export interface ColumnContext {
  readonly nowMs: number;
  readonly zone: TimeZone;
  /** Names of programs in the place of their command lines. */
  readonly showsNames: boolean;
  readonly showsEnvironment: boolean;
  /** What a tree puts before commands. */
  prefixOf(row: Row): string;
}

export interface Column {
  readonly title: string;
  readonly width: number;
  readonly isLeft: boolean;
  text(row: Row, context: ColumnContext): string;
  /** What it is sorted by. */
  key(row: Row): number | string;
}

const DAY_MS = 86_400_000;

function numeric(title: string, width: number, value: (row: Row) => number): Column {
  return { title, width, isLeft: false, text: (row) => String(value(row)), key: value };
}

/** A column that is the same for all: of what there is one here, or none. */
function constant(title: string, width: number, text: string, isLeft = false): Column {
  return { title, width, isLeft, text: () => text, key: () => 0 };
}

function textual(title: string, width: number, text: (row: Row, context?: ColumnContext) => string): Column {
  return { title, width, isLeft: true, text, key: (row) => text(row) };
}

function timed(
  title: string,
  width: number,
  isLeft: boolean,
  text: (row: Row, context: ColumnContext) => string,
): Column {
  return { title, width, isLeft, text, key: (row) => row.startedAtMs };
}

function named(title: string, width: number): Column {
  return textual(title, width, (row, context) => {
    const end = row.state === "ended" ? " <defunct>" : "";
    return `${context?.prefixOf(row) ?? ""}${row.name}${end}`;
  });
}

function called(title: string): Column {
  return textual(title, 27, (row, context) => {
    const line = context?.showsNames ? row.name : commandLine(row);
    const environment = context?.showsEnvironment ? [...row.env].map(([name, value]) => ` ${name}=${value}`) : [];
    return `${context?.prefixOf(row) ?? ""}${line}${environment.join("")}`;
  });
}

function date(format: string, row: Row, { zone }: ColumnContext): string {
  return formatDate(format, momentOf(row.startedAtMs), zone);
}

function elapsedSeconds({ startedAtMs }: Row, { nowMs }: ColumnContext): number {
  return Math.max(0, Math.floor((nowMs - startedAtMs) / 1000));
}

function elapsed(row: Row, context: ColumnContext): string {
  const seconds = elapsedSeconds(row, context);
  const two = (value: number): string => String(value).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${clock}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}

/** The time for one of today, the day for one of this year. */
function startOf(row: Row, context: ColumnContext): string {
  const now = momentOf(context.nowMs);
  const isSame = (format: string): boolean => date(format, row, context) === formatDate(format, now, context.zone);
  if (isSame("%F")) return date("%H:%M", row, context);
  return date(isSame("%Y") ? "%b%d" : "%Y", row, context);
}

function recentOf(recent: string, older: string, row: Row, context: ColumnContext): string {
  return date(context.nowMs - row.startedAtMs > DAY_MS ? older : recent, row, context);
}

function stat({ pid, sid, state, niceness }: Row): string {
  const priority = niceness === 0 ? "" : niceness < 0 ? "<" : "N";
  return `${stateLetter(state)}${priority}${pid === sid ? "s" : ""}`;
}

const user = (title: string): Column => constant(title, 8, "root", true);
const group = (title: string): Column => constant(title, 8, "root", true);
const zero = (title: string, width: number): Column => constant(title, width, "0");

const START = timed("START", 5, true, startOf);
const TIME = constant("TIME", 8, "00:00:00");

/** By their names in formats. What a slot doesn't know of its processes, time and memory, is shown as none. */
export const COLUMNS: ReadonlyMap<string, Column> = new Map<string, Column>([
  ...all(["user", "euser", "uname", "ruser", "suser", "fuser"], (name) =>
    user(name === "user" || name === "uname" ? "USER" : name.toUpperCase()),
  ),
  ...all(["group", "egroup", "rgroup", "sgroup", "fgroup"], (name) => group(name.toUpperCase())),
  ...all(["uid", "euid", "ruid", "suid", "fuid", "gid", "egid", "rgid", "sgid", "fgid"], (name) =>
    zero(name.toUpperCase(), 5),
  ),
  ...all(["pid", "tgid", "lwp", "tid", "spid"], (name) => numeric(name.toUpperCase(), 5, ({ pid }) => pid)),
  ["ppid", numeric("PPID", 5, ({ ppid }) => ppid)],
  ...all(["pgid", "pgrp"], (name) => numeric(name.toUpperCase(), 5, ({ pgid }) => pgid)),
  ...all(["sid", "sess", "session"], (name) => numeric(name === "sid" ? "SID" : "SESS", 5, ({ sid }) => sid)),
  ["tpgid", constant("TPGID", 5, "-1")],
  ...all(["tty", "tt"], () => constant("TT", 8, "?", true)),
  ...all(["tname", "tty8", "longtname"], () => constant("TTY", 8, "?", true)),
  ["stat", textual("STAT", 4, stat)],
  ...all(["s", "state"], () => textual("S", 1, ({ state }) => stateLetter(state))),
  ...all(["time", "cputime"], () => TIME),
  ...all(["times", "cputimes"], () => zero("TIME", 8)),
  ["bsdtime", constant("TIME", 6, "0:00")],
  ...all(["%cpu", "pcpu"], () => constant("%CPU", 4, "0.0")),
  ...all(["%mem", "pmem"], () => constant("%MEM", 4, "0.0")),
  ["c", zero("C", 2)],
  ["cp", zero("CP", 3)],
  ...all(["vsz", "vsize"], () => zero("VSZ", 6)),
  ...all(["rss", "rssize"], () => zero("RSS", 5)),
  ["rsz", zero("RSZ", 5)],
  ["sz", zero("SZ", 5)],
  ["size", zero("SIZE", 5)],
  ["drs", zero("DRS", 5)],
  ["trs", zero("TRS", 5)],
  ...all(["majflt", "maj_flt"], () => zero("MAJFL", 6)),
  ...all(["minflt", "min_flt"], () => zero("MINFL", 6)),
  ...all(["args", "command"], () => called("COMMAND")),
  ["cmd", called("CMD")],
  ...all(["comm", "ucomm"], () => named("COMMAND", 15)),
  ["ucmd", named("CMD", 15)],
  ["fname", textual("COMMAND", 8, ({ name }) => name.slice(0, 8))],
  ["etime", timed("ELAPSED", 11, false, elapsed)],
  ["etimes", timed("ELAPSED", 7, false, (row, context) => String(elapsedSeconds(row, context)))],
  ["lstart", timed("STARTED", 24, false, (row, context) => date("%a %b %e %H:%M:%S %Y", row, context))],
  ["start", timed("STARTED", 8, false, (row, context) => recentOf("%H:%M:%S", "%b %d", row, context))],
  ["bsdstart", timed("START", 6, false, (row, context) => recentOf("%H:%M", "%b%d", row, context))],
  ["start_time", START],
  ["stime", { ...START, title: "STIME" }],
  ...all(["ni", "nice"], () => numeric("NI", 3, ({ niceness }) => niceness)),
  ["pri", numeric("PRI", 3, ({ niceness }) => 19 - niceness)],
  ["priority", numeric("PRI", 3, ({ niceness }) => 20 + niceness)],
  ["opri", numeric("PRI", 3, ({ niceness }) => 80 + niceness)],
  ...all(["cls", "class", "policy"], (name) => constant(name === "policy" ? "POL" : "CLS", 3, "TS", true)),
  ["rtprio", constant("RTPRIO", 6, "-")],
  ["nlwp", constant("NLWP", 4, "1")],
  ["thcount", constant("THCNT", 5, "1")],
  ["psr", zero("PSR", 3)],
  ...all(["wchan", "wname"], () => constant("WCHAN", 6, "-", true)),
  ...all(["f", "flag", "flags"], () => zero("F", 1)),
  ["addr", constant("ADDR", 1, "-", true)],
  ...all(["label", "context"], (name) => constant(name.toUpperCase(), 31, "-", true)),
]);

function all(names: readonly string[], make: (name: string) => Column): (readonly [string, Column])[] {
  return names.map((name) => [name, make(name)]);
}
