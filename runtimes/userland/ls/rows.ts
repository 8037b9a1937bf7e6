import { S_IFCHR } from "../../abi/file-mode.ts";
import type { FileTime } from "../../kernel/file-times.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { Accounts } from "../program/accounts.ts";
import { sizeText } from "../program/block-sizes.ts";
import { widthOf } from "../program/characters.ts";
import { formatDate, momentOfTime } from "../program/date-format.ts";
import { deviceNumbers } from "../program/device-numbers.ts";
import { diskBytes, modeText } from "../program/file-kinds.ts";
import { quoteName, withoutControls } from "../program/name-quoting.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import type { LsColors } from "./colors.ts";
import { type Cell, inColumns, withCommas } from "./columns.ts";
import { DIRED_INDENT, type Dired } from "./dired.ts";
import { type Entry, indicatorOf } from "./entry.ts";
import type { Hyperlinks } from "./hyperlinks.ts";
import type { LsSettings } from "./settings.ts";

const HALF_A_YEAR_MS = (31_556_952 / 2) * 1000;

interface RowContext {
  readonly settings: LsSettings;
  readonly colors: LsColors | undefined;
  readonly zone: TimeZone;
  readonly nowMs: number;
  readonly accounts: Accounts;
  readonly files: FileSystem;
  readonly hyperlinks: Hyperlinks | undefined;
  readonly dired: Dired | undefined;
}

/** How the entries of a group are printed. */
export class Rows {
  readonly #context: RowContext;
  readonly #settings: LsSettings;
  #hasColored = false;
  #isAligned = false;

  constructor(context: RowContext) {
    this.#context = context;
    this.#settings = context.settings;
  }

  /** @param measured whose fields make columns wide */
  textOf(entries: readonly Entry[], measured = entries): string {
    const { format, width, tabSize, end } = this.#settings;
    const layout = { lineWidth: width, tabSize: this.#context.colors ? 0 : tabSize, end };
    const isAligned = format !== "one" && format !== "commas" && entries.some((entry) => this.#isQuoted(entry));
    this.#isAligned = isAligned;
    const pad = (entry: Entry): string => (isAligned && !this.#isQuoted(entry) ? " " : "");
    if (format === "long") return this.#long(entries, measured, pad);
    const leading = entries.map((entry) => this.#leading(entry));
    const fields = aligned(leading, format === "commas" ? [] : columnWidths(leading));
    const cells = entries.map((entry, index): Cell => {
      const before = (fields[index] ?? "") + pad(entry);
      const indicator = indicatorOf(this.#modeOf(entry), this.#settings.indicator);
      return {
        text: before + this.#name(entry) + indicator,
        width: before.length + this.widthOf(entry) + indicator.length,
      };
    });
    if (format === "commas") return withCommas(cells, layout);
    if (format !== "one") return inColumns(cells, format, layout);
    return cells.map(({ text }) => text + end).join("");
  }

  /** Of a name in quotes. */
  widthOf({ name }: Entry): number {
    let width = 0;
    for (const character of this.quoted(name)) {
      const code = character.codePointAt(0) ?? 0;
      // Control characters take no column.
      if (code >= 32 && code !== 127) width += widthOf(code);
    }
    return width;
  }

  quoted(name: string): string {
    const text = quoteName(name, this.#settings.style);
    return this.#settings.hidesControls ? withoutControls(text) : text;
  }

  total(entries: readonly Entry[]): string {
    const bytes = entries.reduce((sum, { status }) => sum + (status ? diskBytes(status) : 0), 0);
    return `total ${sizeText(bytes, this.#settings.blocks)}${this.#settings.end}`;
  }

  #isQuoted({ name }: Entry): boolean {
    const { style } = this.#settings;
    return (style === "shell" || style === "shell-escape") && quoteName(name, style) !== name;
  }

  /** Of the kind alone where nothing more is needed. */
  #modeOf(entry: Entry): number {
    const needsStatus = this.#settings.indicator === "classify" || this.#context.colors !== undefined;
    return (needsStatus ? entry.status?.mode : undefined) ?? entry.type;
  }

  #leading({ status }: { readonly status: Entry["status"] }): string[] {
    const { withInode, withBlocks, withContext, blocks } = this.#settings;
    return [
      ...(withInode ? [status ? String(status.ino) : "?"] : []),
      ...(withBlocks ? [status ? sizeText(diskBytes(status), blocks) : "?"] : []),
      ...(withContext ? ["?"] : []),
    ];
  }

  #long(entries: readonly Entry[], measured: readonly Entry[], pad: (entry: Entry) => string): string {
    const { withInode, withBlocks, withOwner, withGroup, withAuthor, withContext, isNumeric } = this.#settings;
    const names = Number(withOwner) + Number(withGroup) + Number(withAuthor) + Number(withContext);
    const first = Number(withInode) + Number(withBlocks) + 2;
    const isLeft = (column: number): boolean => !isNumeric && column >= first && column < first + names;
    const rows = entries.map((entry) => this.#fields(entry));
    const lines = aligned(rows, columnWidths(measured.map((entry) => this.#fields(entry))), isLeft);
    return entries.map((entry, index) => this.#longLine(entry, `${lines[index]}${pad(entry)}`)).join("");
  }

  #longLine(entry: Entry, fields: string): string {
    const { dired } = this.#context;
    const before = dired ? DIRED_INDENT + fields : fields;
    const [name, more] = this.#longName(entry);
    dired?.add(before);
    dired?.addName(name);
    dired?.add(more + this.#settings.end);
    return before + name + more + this.#settings.end;
  }

  #fields(entry: Entry): string[] {
    const { withOwner, withGroup, withAuthor, isNumeric, sizes, withContext } = this.#settings;
    const { status } = entry;
    const { accounts } = this.#context;
    const user = status ? (isNumeric ? String(status.uid) : accounts.shownUser(status.uid)) : "?";
    const group = status ? (isNumeric ? String(status.gid) : accounts.shownGroup(status.gid)) : "?";
    const mode = status ? modeText(status.mode) : `${entry.isLink ? "l" : "-"}?????????`;
    const isDevice = entry.type === S_IFCHR;
    return [
      ...this.#leading({ status }).slice(0, withContext ? -1 : undefined),
      mode,
      status ? String(status.nlink) : "?",
      ...(withOwner ? [user] : []),
      ...(withGroup ? [group] : []),
      ...(withAuthor ? [user] : []),
      ...(withContext ? ["?"] : []),
      status ? (isDevice ? deviceNumbers(this.#context.files, status).join(", ") : sizeText(status.size, sizes)) : "?",
      status ? this.#time(this.#settings.time(status)) : "?",
    ];
  }

  #time(time: FileTime): string {
    const { nowMs, zone } = this.#context;
    const isRecent = time.ms <= nowMs && time.ms > nowMs - HALF_A_YEAR_MS;
    return formatDate(isRecent ? this.#settings.recentTime : this.#settings.oldTime, momentOfTime(time), zone);
  }

  /** A name, and what is told behind it. */
  #longName(entry: Entry): readonly [name: string, more: string] {
    const { indicator } = this.#settings;
    const name = this.#name(entry);
    if (!entry.isLink) return [name, indicatorOf(this.#modeOf(entry), indicator)];
    const { target, targetText } = entry;
    if (targetText === "") return [name, ""];
    return [
      name,
      ` -> ${this.#targetName(entry, targetText, target)}${target ? indicatorOf(target.mode, indicator) : ""}`,
    ];
  }

  #targetName({ path }: Entry, name: string, target: Entry["target"]): string {
    const text = this.#context.hyperlinks?.linked(this.quoted(name), path) ?? this.quoted(name);
    const { colors } = this.#context;
    if (!colors?.areTargetsColored && this.#settings.indicator === "none") return text;
    if (!target) return this.#painted(text, colors?.ofMissing);
    return this.#colored(text, name, { mode: target.mode, nlink: 1, isOrphan: false, targetMode: undefined });
  }

  #name(entry: Entry): string {
    const text = this.#linked(entry);
    if (!this.#context.colors) return text;
    return this.#colored(text, entry.name, {
      mode: this.#modeOf(entry),
      nlink: entry.status?.nlink ?? 1,
      isOrphan: entry.isLink && entry.target === undefined,
      targetMode: entry.isLink ? entry.target?.mode : undefined,
    });
  }

  #linked(entry: Entry): string {
    const { hyperlinks } = this.#context;
    const text = this.quoted(entry.name);
    if (!hyperlinks) return text;
    // Quotes that stand before the names of a column are no part of the links.
    if (!this.#isAligned || !this.#isQuoted(entry)) return hyperlinks.linked(text, entry.path);
    return `${text.charAt(0)}${hyperlinks.linked(text.slice(1, -1), entry.path)}${text.slice(-1)}`;
  }

  /** The name of a directory that is listed. */
  title(path: string): string {
    return this.#context.hyperlinks?.linked(this.quoted(path), path) ?? this.quoted(path);
  }

  #colored(
    text: string,
    name: string,
    file: { mode: number; nlink: number; isOrphan: boolean; targetMode: number | undefined },
  ): string {
    return this.#painted(text, this.#context.colors?.codeOf({ ...file, name }));
  }

  #painted(text: string, code: string | undefined): string {
    if (code === undefined) return text;
    const start = this.#hasColored ? "" : "\x1b[0m";
    this.#hasColored = true;
    return `${start}\x1b[${code}m${text}\x1b[0m`;
  }
}

function columnWidths(rows: readonly string[][]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, field] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, field.length);
  return widths;
}

/** Fields in columns, each with a space behind. */
function aligned(rows: readonly string[][], widths: readonly number[], isLeft?: (column: number) => boolean): string[] {
  return rows.map((row) =>
    row
      .map((field, column) => {
        const width = widths[column] ?? 0;
        return `${isLeft?.(column) ? field.padEnd(width) : field.padStart(width)} `;
      })
      .join(""),
  );
}
