import type { FileStatus } from "../../kernel/description.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { parseDate } from "../program/date-text.ts";
import { isDirectory, statusOf } from "../program/file-kinds.ts";
import { parseMode } from "../program/mode.ts";
import { quoted } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import type { Member } from "./member.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report } from "./report.ts";

/** The earliest that a clock of 64 bits has. */
const NO_TIME_SECONDS = "-9223372036854775807";

export type Attributes = Pick<Member, "mode" | "uid" | "gid" | "user" | "group" | "mtimeSeconds">;

/** What archives tell of a file beside its content: its own attributes, or those that options give all files. */
export async function attributesOf(call: Call, report: Report): Promise<(status: FileStatus) => Attributes> {
  const { options } = call;
  const owner = identity(call, options.value("owner"), "/etc/passwd");
  const group = identity(call, options.value("group"), "/etc/group");
  const change = options.value("mode");
  const changeMode = change === undefined ? undefined : parseMode(change);
  if (change !== undefined && !changeMode) throw new Fatal("Invalid mode given on option");
  const mtime = options.value("mtime");
  const fixedMs = mtime === undefined ? undefined : await timeOf(call, report, mtime, "--mtime");
  const clamps = options.has("clamp-mtime");
  const names = options.has("numeric-owner") ? { user: "", group: "" } : { user: owner.name, group: group.name };
  return (status) => {
    const { mode, mtimeMs } = status;
    const isFixed = fixedMs !== undefined && !(clamps && mtimeMs <= fixedMs);
    return {
      mode: (changeMode?.(mode & 0o7777, isDirectory(status), call.process.umask) ?? mode) & 0o7777,
      uid: owner.id,
      gid: group.id,
      ...names,
      mtimeSeconds: (isFixed ? fixedMs : mtimeMs) / 1000,
    };
  };
}

/** `NAME`, `NAME:ID`, or a number. */
function identity(call: Call, text: string | undefined, table: string): { readonly name: string; readonly id: number } {
  if (text === undefined) return { name: "root", id: 0 };
  const { name = "", id } = /^(?<name>[^:]*)(?::(?<id>\d*))?$/.exec(text)?.groups ?? {};
  if (id !== undefined && id !== "") return { name, id: Number(id) };
  const entries = entriesOf(call, table);
  if (/^\+?\d+$/.test(name)) {
    const number = Number(name);
    const known = entries.find((entry) => entry.id === number)?.name;
    return { name: known ?? (name.startsWith("+") ? name : ""), id: number };
  }
  return { name, id: entries.find((entry) => entry.name === name)?.id ?? 0 };
}

function entriesOf({ files }: Call, table: string): { readonly name: string; readonly id: number }[] {
  const root = { name: "root", id: 0 };
  if (!statusOf(files, table)) return [root];
  const lines = decodeUtf8(files.readFile(table), "escape").split("\n");
  return [...lines.map((line) => line.split(":")).map(([name = "", , id]) => ({ name, id: Number(id) })), root];
}

/** The time of a file, if the text is the name of one, or a date. @throws Fatal */
export async function timeOf(call: Call, report: Report, text: string, option: string): Promise<number> {
  const { files, process, kernel, options } = call;
  if (/^[./]/.test(text)) {
    const status = statusOf(files, text);
    if (!status) throw new Fatal(`${text}: Cannot stat: No such file or directory`);
    return status.mtimeMs;
  }
  const zone = timeZone(process.env.get("TZ"));
  const ms = parseDate(text, kernel.now(), zone);
  if (ms === undefined) {
    await report.warn(`Substituting ${NO_TIME_SECONDS} for unknown date format ${quoted(text)}`);
    return Number(NO_TIME_SECONDS) * 1000;
  }
  const understood = formatDate("%Y-%m-%d %H:%M:%S", momentOf(ms), zone);
  if (options.has("verbose") && understood !== text)
    await report.warn(`Option ${option}: Treating date '${text}' as ${understood}`);
  return ms;
}
