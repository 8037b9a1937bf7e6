import { S_IFCHR, S_IFMT } from "../../abi/file-mode.ts";
import { bytesOf, octalEscape } from "../../bash/quoting.ts";
import { type FileTime, modificationTime } from "../../kernel/file-times.ts";
import type { Accounts } from "../program/accounts.ts";
import { diskBytes, modeText } from "../program/file-kinds.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import { dateWriter, type TimeWriter } from "./file-times.ts";
import type { FoundFile } from "./found-file.ts";

const HALF_A_YEAR_MS = 6 * 30 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** Of user and group: names stand at the left. */
const NAME_COLUMNS = new Set([4, 5]);
const KIBIBYTE = 1024;
const ESCAPES: Readonly<Record<string, string>> = { "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** What -ls prints. A column is as wide as the widest of what has come in it, and never less than at the beginning. */
export class Listing {
  readonly #nowMs: number;
  readonly #writeRecent: TimeWriter;
  readonly #writeOld: TimeWriter;
  readonly #widths = [9, 6, 10, 3, 8, 8, 8];

  readonly #accounts: Accounts;

  constructor(zone: TimeZone, nowMs: number, accounts: Accounts) {
    this.#accounts = accounts;
    this.#nowMs = nowMs;
    this.#writeRecent = dateWriter("%b %e %H:%M", zone);
    this.#writeOld = dateWriter("%b %e  %Y", zone);
  }

  lineFor(file: FoundFile): string {
    const { status } = file;
    const isDevice = (status.mode & S_IFMT) === S_IFCHR;
    const fields = [
      String(status.ino),
      String(diskBytes(status) / KIBIBYTE),
      modeText(status.mode),
      String(status.nlink),
      this.#accounts.shownUser(status.uid),
      this.#accounts.shownGroup(status.gid),
      isDevice ? "  0,   0" : String(status.size),
    ];
    const columns = fields.map((field, column) => this.#column(field, column));
    const target = file.isLink ? ` -> ${escaped(file.target)}` : "";
    return `${columns.join(" ")} ${this.#time(modificationTime(status))} ${escaped(file.path)}${target}\n`;
  }

  #column(field: string, column: number): string {
    const width = Math.max(this.#widths[column] ?? 0, field.length);
    this.#widths[column] = width;
    return NAME_COLUMNS.has(column) ? field.padEnd(width) : field.padStart(width);
  }

  #time(time: FileTime): string {
    const isRecent = time.ms >= this.#nowMs - HALF_A_YEAR_MS && time.ms <= this.#nowMs + HOUR_MS;
    return isRecent ? this.#writeRecent(time) : this.#writeOld(time);
  }
}

/** With backslashes before what separates words, and for what isn't ASCII. */
function escaped(name: string): string {
  if (/^[!#-[\]-~]*$/.test(name)) return name;
  let text = "";
  for (const character of name) {
    if (/^[ "\\]$/.test(character)) text += `\\${character}`;
    else if (/^[!-~]$/.test(character)) text += character;
    else text += ESCAPES[character] ?? bytesOf(character).map(octalEscape).join("");
  }
  return text;
}
