import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG } from "../../abi/file-mode.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { modeText } from "../program/file-kinds.ts";
import { timeZone, UTC } from "../program/time-zone.ts";
import { isDirectoryMember, KIND, type Member } from "./member.ts";
import type { Call } from "./options.ts";
import { shown } from "./report.ts";

const START_COLUMNS = 19;
const TYPES: Readonly<Record<string, number>> = {
  [KIND.link]: S_IFLNK,
  [KIND.characterDevice]: S_IFCHR,
  [KIND.directory]: S_IFDIR,
  [KIND.fifo]: S_IFIFO,
};
const LETTERS: Readonly<Record<string, string>> = {
  [KIND.hardLink]: "h",
  [KIND.blockDevice]: "b",
  [KIND.contiguous]: "C",
  [KIND.volume]: "V",
};

/** Lines with all that is known of members. Columns grow with what is in them. */
export class MemberLines {
  readonly #format: string;
  readonly #zone: ReturnType<typeof timeZone>;
  readonly #isNumeric: boolean;
  #columns = START_COLUMNS;
  #dateColumns = 0;

  constructor({ options, process }: Call) {
    this.#format = options.has("full-time") ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M";
    this.#zone = options.has("utc") ? UTC : timeZone(process.env.get("TZ"));
    this.#isNumeric = options.has("numeric-owner");
  }

  lineOf(member: Member, name: string): string {
    const { kind, size, device } = member;
    const isDevice = kind === KIND.characterDevice || kind === KIND.blockDevice;
    const sizeText = isDevice ? device.join(",") : String(kind === KIND.hardLink || kind === KIND.link ? 0 : size);
    const user = this.#isNumeric || member.user === "" ? String(member.uid) : shown(member.user);
    const group = this.#isNumeric || member.group === "" ? String(member.gid) : shown(member.group);
    const width = user.length + group.length + sizeText.length + 2;
    this.#columns = Math.max(this.#columns, width);
    const padded = sizeText.padStart(this.#columns - width + sizeText.length);
    const time = this.#timeOf(member).padEnd(this.#dateColumns);
    this.#dateColumns = time.length;
    return `${modeOf(member)} ${user}/${group} ${padded} ${time} ${shown(name)}${behindName(member)}`;
  }

  #timeOf({ mtimeSeconds }: Member): string {
    const isWhole = Number.isInteger(mtimeSeconds) || !this.#format.endsWith("%S");
    return formatDate(isWhole ? this.#format : `${this.#format}.%N`, momentOf(mtimeSeconds * 1000), this.#zone);
  }
}

function modeOf(member: Member): string {
  const type = isDirectoryMember(member) ? S_IFDIR : (TYPES[member.kind] ?? S_IFREG);
  const text = modeText(type | member.mode);
  const letter = LETTERS[member.kind];
  return letter === undefined ? text : letter + text.slice(1);
}

function behindName({ kind, linkName }: Member): string {
  if (kind === KIND.link) return ` -> ${shown(linkName)}`;
  if (kind === KIND.hardLink) return ` link to ${shown(linkName)}`;
  return kind === KIND.volume ? "--Volume Header--" : "";
}
