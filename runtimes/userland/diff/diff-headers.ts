import { octalEscape } from "../../bash/quoting.ts";
import type { FileTime } from "../../kernel/file-times.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { formatDate, momentOfTime } from "../program/date-format.ts";
import { isLocalized } from "../program/locale.ts";
import { C_ESCAPES, quoteIfNeeded } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import type { DiffSettings } from "./diff-settings.ts";
import type { DiffWriter } from "./diff-writer.ts";

/** What headers say of a file. */
export interface HeadedFile {
  /** Its name, or the label for it. */
  readonly name: string;
  readonly isLabel: boolean;
  readonly mtime: FileTime;
}

const TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%N %z";
/** In the locale of C, which POSIX has for the form with copied context. */
const POSIX_TIME_FORMAT = "%a %b %e %H:%M:%S %Y";

/** What stands before the first hunk of two files. */
export function writeHeaders(
  writer: DiffWriter,
  files: readonly [HeadedFile, HeadedFile],
  { style }: DiffSettings,
  env: ReadonlyMap<string, string>,
): void {
  if (style !== "unified" && style !== "context") return;
  const format = style === "context" && !isLocalized(env, "LC_TIME") ? POSIX_TIME_FORMAT : TIME_FORMAT;
  const zone = timeZone(env.get("TZ"));
  const marks = style === "unified" ? ["---", "+++"] : ["***", "---"];
  for (const [side, { name, isLabel, mtime }] of files.entries()) {
    const time = isLabel ? "" : `\t${formatDate(format, momentOfTime(mtime), zone)}`;
    writer.colored("header", `${marks[side]} ${isLabel ? name : headerName(name)}${time}`);
    writer.text("\n");
  }
}

/** How diff would be called for two files alone. */
export function commandLine(files: readonly HeadedFile[], switches: readonly string[]): string {
  return ["diff", ...switches.map(quoteIfNeeded), ...files.map(({ name }) => headerName(name))].join(" ");
}

/** In quotes as C's if it has blanks, quotes, backslashes, control characters or others than ASCII. */
function headerName(name: string): string {
  let escaped = "";
  for (const byte of encodeUtf8(name)) {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") escaped += `\\${character}`;
    else if (byte >= 32 && byte < 128) escaped += character;
    else escaped += C_ESCAPES[character] ?? octalEscape(byte);
  }
  return escaped === name && !name.includes(" ") ? name : `"${escaped}"`;
}
