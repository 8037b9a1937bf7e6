import type { FileSystem } from "../kernel/kernel.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { formatDate, momentOf } from "./program/date-format.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { timeZone } from "./program/time-zone.ts";
import type { TimeZone } from "./program/zone-offset.ts";

/* https://man7.org/linux/man-pages/man1/uptime.1.html and w.1.html. They tell what /proc says; nobody is logged in. */

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

export const uptime = program({
  name: "uptime",
  usage: "[OPTION]...",
  about: "Prints the time, for how long this machine has been up, and its load.",
  like: "procps-ng",
  showsHelp: true,
  options: {
    pretty: { letters: "p", about: "print in words for how long it has been up" },
    since: { letters: "s", about: "print since when it has been up" },
  },
  run: ({ options, operands, output, files, kernel, process }) => {
    if (operands.length > 0) throw new UsageError("");
    const zone = timeZone(process.env.get("TZ"));
    const seconds = upSeconds(files);
    const last = options.last("pretty", "since");
    if (last === "pretty") output.putText(`${inWords(seconds)}\n`);
    else if (last === "since")
      output.putText(`${formatDate("%F %T", momentOf(kernel.now() - seconds * 1000), zone)}\n`);
    else output.putText(loadLine(files, kernel.now(), zone));
  },
});

export const w = program({
  name: "w",
  usage: "[OPTION]... [USER]",
  about: "Prints what uptime does, and who is logged in: nobody.",
  like: "procps-ng",
  showsHelp: true,
  options: {
    "no-header": { letters: "h", about: "print no titles" },
    "no-current": { letters: "u", about: "(of no effect)" },
    short: { letters: "s", about: "print no times" },
    from: { letters: "f", about: "don't print where from" },
    "old-style": { letters: "o", about: "(of no effect)" },
    "ip-addr": { letters: "i", about: "(of no effect)" },
  },
  run: ({ options, output, files, kernel, process }) => {
    if (options.has("no-header")) return;
    output.putText(loadLine(files, kernel.now(), timeZone(process.env.get("TZ"))));
    const from = options.has("from") ? "  " : "FROM             ";
    output.putText(
      `USER     TTY      ${from}${options.has("short") ? " IDLE WHAT" : "LOGIN@   IDLE   JCPU   PCPU WHAT"}\n`,
    );
  },
});

function textOf(files: FileSystem, path: string): string {
  return decodeUtf8(files.readFile(path), "replace");
}

function upSeconds(files: FileSystem): number {
  return Math.floor(Number(textOf(files, "/proc/uptime").split(" ")[0]));
}

function loadLine(files: FileSystem, nowMs: number, zone: TimeZone): string {
  const seconds = upSeconds(files);
  const days = Math.floor(seconds / DAY_SECONDS);
  const hours = Math.floor(seconds / HOUR_SECONDS) % 24;
  const minutes = Math.floor(seconds / MINUTE_SECONDS) % 60;
  const dayText = days > 0 ? `${days} ${days > 1 ? "days" : "day"}, ` : "";
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, "0")}` : `${minutes} min`;
  const load = textOf(files, "/proc/loadavg").split(" ").slice(0, 3).join(", ");
  return ` ${formatDate("%T", momentOf(nowMs), zone)} up ${dayText}${clock},  0 user,  load average: ${load}\n`;
}

function inWords(seconds: number): string {
  const parts: string[] = [];
  const units = [
    ["week", 7 * DAY_SECONDS, Number.POSITIVE_INFINITY],
    ["day", DAY_SECONDS, 7],
    ["hour", HOUR_SECONDS, 24],
    ["minute", MINUTE_SECONDS, 60],
  ] as const;
  for (const [name, unitSeconds, most] of units) {
    const whole = Math.floor(seconds / unitSeconds);
    const count = Number.isFinite(most) ? whole % most : whole;
    if (count > 0) parts.push(`${count} ${name}${count > 1 ? "s" : ""}`);
  }
  return `up ${parts.length > 0 ? parts.join(", ") : "0 minutes"}`;
}
