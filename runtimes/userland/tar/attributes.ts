import type { FileStatus } from "../../kernel/description.ts";
import { fractionalMs, modificationTime } from "../../kernel/file-times.ts";
import { Accounts } from "../program/accounts.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { parseMoment } from "../program/date-text.ts";
import { isDirectory, statusOf } from "../program/file-kinds.ts";
import { parseMode } from "../program/mode.ts";
import { quoted } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import type { Member } from "./member.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report } from "./report.ts";

const NS_PER_MS = 1_000_000;
/** The earliest that a clock of 64 bits has. */
const NO_TIME_SECONDS = "-9223372036854775807";

export type Attributes = Pick<Member, "mode" | "uid" | "gid" | "user" | "group" | "mtimeSeconds">;

/** What archives tell of a file beside its content: its own attributes, or those that options give all files. */
export async function attributesOf(call: Call, report: Report): Promise<(status: FileStatus) => Attributes> {
  const { options } = call;
  const accounts = new Accounts(call.files);
  const users = accounts.users.map(({ name, uid }) => ({ name, id: uid }));
  const groups = accounts.groups.map(({ name, gid }) => ({ name, id: gid }));
  const owner = identity(options.value("owner"), users);
  const group = identity(options.value("group"), groups);
  const change = options.value("mode");
  const changeMode = change === undefined ? undefined : parseMode(change);
  if (change !== undefined && !changeMode) throw new Fatal("Invalid mode given on option");
  const mtime = options.value("mtime");
  const fixedMs = mtime === undefined ? undefined : await timeOf(call, report, mtime, "--mtime");
  const clamps = options.has("clamp-mtime");
  const isNumeric = options.has("numeric-owner");
  return (status) => {
    const { mode, uid, gid } = status;
    const mtimeMs = fractionalMs(modificationTime(status));
    const isFixed = fixedMs !== undefined && !(clamps && mtimeMs <= fixedMs);
    return {
      mode: (changeMode?.(mode & 0o7777, isDirectory(status), call.process.umask) ?? mode) & 0o7777,
      uid: owner?.id ?? uid,
      gid: group?.id ?? gid,
      user: isNumeric ? "" : (owner?.name ?? accounts.userName(uid) ?? ""),
      group: isNumeric ? "" : (group?.name ?? accounts.groupName(gid) ?? ""),
      mtimeSeconds: (isFixed ? fixedMs : mtimeMs) / 1000,
    };
  };
}

interface Identity {
  readonly name: string;
  readonly id: number;
}

/** `NAME`, `NAME:ID`, or a number. */
function identity(text: string | undefined, known: readonly Identity[]): Identity | undefined {
  if (text === undefined) return undefined;
  const { name = "", id } = /^(?<name>[^:]*)(?::(?<id>\d*))?$/.exec(text)?.groups ?? {};
  if (id !== undefined && id !== "") return { name, id: Number(id) };
  if (/^\+?\d+$/.test(name)) {
    const number = Number(name);
    const knownName = known.find((entry) => entry.id === number)?.name;
    return { name: knownName ?? (name.startsWith("+") ? name : ""), id: number };
  }
  return { name, id: known.find((entry) => entry.name === name)?.id ?? 0 };
}

/** The time of a file, if the text is the name of one, or a date. @throws Fatal */
export async function timeOf(call: Call, report: Report, text: string, option: string): Promise<number> {
  const { files, process, kernel, options } = call;
  if (/^[./]/.test(text)) {
    const status = statusOf(files, text);
    if (!status) throw new Fatal(`${text}: Cannot stat: No such file or directory`);
    return fractionalMs(modificationTime(status));
  }
  const zone = timeZone(process.env.get("TZ"));
  const moment = parseMoment(text, momentOf(kernel.now()), zone);
  if (moment === undefined) {
    await report.warn(`Substituting ${NO_TIME_SECONDS} for unknown date format ${quoted(text)}`);
    return Number(NO_TIME_SECONDS) * 1000;
  }
  const understood = formatDate("%Y-%m-%d %H:%M:%S", moment, zone);
  if (options.has("verbose") && understood !== text)
    await report.warn(`Option ${option}: Treating date '${text}' as ${understood}`);
  return moment.seconds * 1000 + moment.nanoseconds / NS_PER_MS;
}
