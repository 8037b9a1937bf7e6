import { momentOf } from "../program/date-format.ts";
import { parseMoment } from "../program/date-text.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import { readContextHunk } from "./context-hunk.ts";
import { edCommand } from "./ed-command.ts";
import { gitNameField, nameField, strippedName } from "./file-names.ts";
import { absenceOf, type GitState, gitHeaderLine } from "./git-header.ts";
import type { Absence, NameKind, PatchHeader, PatchKind, Side } from "./patch-header.ts";
import { type PatchText, UNWRAPPED } from "./patch-text.ts";

interface ScanOptions {
  /** The form that was asked for. */
  readonly kind: PatchKind | undefined;
  readonly needsHeader: boolean;
  readonly strip: number | undefined;
  /** Whether times are to be set, for which they are read as they are. */
  readonly setsTime: boolean;
  readonly zone: TimeZone;
  readonly nowMs: number;
  say(text: string): void;
}

interface Place {
  readonly offset: number;
  readonly lineNumber: number;
}

const HOUR_MS = 3_600_000;
const NORMAL_COMMAND = /^\d[\d,]*[acd][\d,]*[ \t]*\r?\n/;

/** Finds the next patch in a text: what its header says, and where its first hunk is. */
export class HeaderScanner {
  readonly #patch: PatchText;
  readonly #options: ScanOptions;
  #needsHeader: boolean;
  #names: Partial<Record<NameKind, string>> = {};
  #times: Partial<Record<Side, string>> = {};
  #timestamps: Partial<Record<Side, number>> = {};
  readonly #git: GitState;
  #indent = 0;
  #dashes = 0;
  #stripsCarriageReturns = false;
  #revision: string | undefined;
  #firstCommand: (Place & { readonly isEd: boolean }) | undefined;
  #isCommand = false;
  #hasStars = false;

  constructor(patch: PatchText, options: ScanOptions) {
    this.#patch = patch;
    this.#options = options;
    this.#needsHeader = options.needsHeader && options.kind !== "ed" && options.kind !== "normal";
    this.#git = {
      isGit: false,
      hasExtended: false,
      absences: { old: 0, new: 0 },
      modes: { old: 0, new: 0 },
      renames: { old: false, new: false },
      copies: { old: false, new: false },
    };
  }

  /** @returns nothing if there is none @throws Failure */
  scan(): PatchHeader | undefined {
    let previous: Place & { readonly indent: number } = { offset: this.#patch.offset, lineNumber: 0, indent: 0 };
    for (;;) {
      const { offset } = this.#patch;
      const line = this.#patch.readLine(UNWRAPPED);
      if (line === undefined) return this.#atEnd(offset);
      const { lineNumber } = this.#patch;
      const text = line.replace(/^[ \tX]*/, "");
      const indent = columnsOf(line.slice(0, line.length - text.length));
      const place = { offset, lineNumber, indent };
      const found = this.#line(line, text, place, previous);
      if (found) return found;
      previous = place;
    }
  }

  #atEnd(offset: number): PatchHeader | undefined {
    if (this.#firstCommand?.isEd) return this.#header("ed", this.#firstCommand);
    // Git has patches without hunks.
    if (this.#git.hasExtended) return this.#header("unified", { offset, lineNumber: this.#patch.lineNumber });
    return undefined;
  }

  #line(
    line: string,
    text: string,
    place: Place & { readonly indent: number },
    previous: Place & { readonly indent: number },
  ): PatchHeader | undefined {
    const { kind } = this.#options;
    const [wasCommand, hadStars] = [this.#isCommand, this.#hasStars];
    const hasReturn = line.endsWith("\r\n");
    this.#noteCommand(text, place, hasReturn);
    if (text.startsWith("diff --git ") && this.#git.hasExtended) return this.#header("unified", place);
    if (this.#git.isGit && text.startsWith("GIT binary patch")) return this.#header("git-binary", place);
    this.#headerLine(text, hadStars, hasReturn);
    if (this.#needsHeader) return undefined;
    if ((!kind || kind === "ed") && this.#firstCommand && text === ".\n") return this.#header("ed", this.#firstCommand);
    if ((!kind || kind === "unified") && text.startsWith("@@ -")) return this.#unified(text, place);
    this.#hasStars = text.startsWith("********");
    const isContext = !kind || kind === "context" || kind === "old-context";
    if (isContext && hadStars && previous.indent === place.indent && text.startsWith("*** ")) {
      this.#stripsCarriageReturns = hasReturn;
      return this.#context(text, place.indent, previous);
    }
    if ((!kind || kind === "normal") && wasCommand && /^[<>] /.test(text)) {
      this.#indent = place.indent;
      return this.#header("normal", previous);
    }
    return undefined;
  }

  #noteCommand(text: string, place: Place & { readonly indent: number }, hasReturn: boolean): void {
    if (/^\d[\d,]*[acd]/.test(text)) this.#isCommand = NORMAL_COMMAND.test(text);
    if (this.#needsHeader || this.#firstCommand) return;
    const isEd = edCommand(text) !== undefined;
    if (!isEd && !this.#isCommand) return;
    this.#firstCommand = { ...place, isEd };
    this.#indent = place.indent;
    this.#stripsCarriageReturns = hasReturn;
  }

  #headerLine(text: string, hadStars: boolean, hasReturn: boolean): void {
    if (!hadStars && text.startsWith("*** ")) this.#name("old", text.slice(4));
    else if (text.startsWith("+++ ")) {
      // In unified headers the sides are found out later.
      this.#name("old", text.slice(4));
      this.#stripsCarriageReturns = hasReturn;
    } else if (text.startsWith("Index:")) {
      this.#indexName(text.slice(6));
      this.#stripsCarriageReturns = hasReturn;
    } else if (text.startsWith("Prereq:")) this.#prerequisite(text.slice(7));
    else if (text.startsWith("diff --git ")) this.#gitNames(text.slice(11));
    else if (this.#git.isGit && gitHeaderLine(text, this.#git)) return;
    else this.#newName(text, hasReturn);
  }

  #newName(text: string, hasReturn: boolean): void {
    const [dashes = ""] = /^(?:- )*/.exec(text) ?? [];
    if (!text.startsWith("--- ", dashes.length)) return;
    const timestamp = this.#name("new", text.slice(dashes.length + 4));
    if (timestamp !== undefined) this.#dashes = dashes.length / 2;
    this.#stripsCarriageReturns = hasReturn;
  }

  /** @returns the time, if there is one */
  #name(side: Side, text: string): number | undefined {
    this.#needsHeader = false;
    const field = nameField(text, true);
    if (!field) return undefined;
    if (field.name === "/dev/null") {
      this.#timestamps[side] = 0;
      return 0;
    }
    const name = strippedName(field.name, this.#options.strip);
    if (name === undefined) return undefined;
    this.#names[side] = name;
    this.#times[side] = field.rest.replace(/\r?\n$/, "");
    const time = field.rest === "\n" ? undefined : this.#timeOf(field.rest);
    if (time === undefined && side === "old") delete this.#timestamps[side];
    if (time !== undefined) this.#timestamps[side] = time;
    return time;
  }

  /** A time that may be the epoch in some zone tells that there is no file. */
  #timeOf(text: string): number | undefined {
    const { nowMs, zone, setsTime } = this.#options;
    const moment = parseMoment(text, momentOf(nowMs), zone);
    if (!moment) return undefined;
    const timeMs = moment.seconds * 1000 + moment.nanoseconds / 1e6;
    return !setsTime && timeMs > -25 * HOUR_MS && timeMs < 26 * HOUR_MS ? 0 : timeMs;
  }

  #indexName(text: string): void {
    this.#needsHeader = false;
    const field = nameField(text, false);
    const name = field?.rest === "\n" ? strippedName(field.name, this.#options.strip) : undefined;
    if (name !== undefined && field?.name !== "/dev/null") this.#names.index = name;
  }

  #prerequisite(text: string): void {
    const [revision, second] = text.match(/[^\t-\r ]+/g) ?? [];
    if (second !== undefined)
      this.#options.say(`Prereq: with multiple words at line ${this.#patch.lineNumber} of patch\n`);
    this.#revision = revision;
  }

  #gitNames(text: string): void {
    this.#needsHeader = false;
    this.#git.isGit = true;
    delete this.#names.old;
    delete this.#names.new;
    const old = gitNameField(text);
    const now = old && /^[\t-\r ]/.test(old.rest) ? gitNameField(old.rest) : undefined;
    if (!old || !now || /[^\t-\r ]/.test(now.rest)) return;
    const names = [strippedName(old.name, this.#options.strip), strippedName(now.name, this.#options.strip)] as const;
    if (names[0] !== undefined && names[1] !== undefined) [this.#names.old, this.#names.new] = names;
  }

  #unified(text: string, place: Place & { readonly indent: number }): PatchHeader {
    this.#names = swapped(this.#names);
    this.#times = swapped(this.#times);
    this.#timestamps = swapped(this.#timestamps);
    const [, old = "", now = ""] = /^@@ -([^ \n]*) *(?:\+(\d*))?/.exec(text) ?? [];
    if (/^0(?!\d)/.test(old)) this.#git.absences.old = this.#absence("old");
    if (/^0(?!\d)/.test(now)) this.#git.absences.new = this.#absence("new");
    this.#indent = place.indent;
    return this.#header("unified", place);
  }

  #absence(side: Side): Absence {
    return absenceOf(this.#timestamps[side]);
  }

  #context(text: string, indent: number, start: Place): PatchHeader {
    if (/^\*\*\* 0(?!\d)/.test(text)) this.#git.absences.old = this.#absence("old");
    this.#indent = indent;
    const kind = text.endsWith("*\n") ? "context" : "old-context";
    const header = this.#header(kind, start);
    this.#patch.seek(start.offset, start.lineNumber - 1);
    const first = readContextHunk(this.#patch, header, kind === "context");
    const isEmptied = first?.hunk.newLines.length === 0 && first.hunk.newStart === 1;
    if (isEmptied) this.#git.absences.new = this.#absence("new");
    return this.#header(kind, start);
  }

  #header(kind: PatchKind, { offset, lineNumber }: Place): PatchHeader {
    const { absences, modes, renames, copies, isGit } = this.#git;
    return {
      kind,
      offset,
      lineNumber,
      indent: this.#indent,
      dashes: this.#dashes,
      stripsCarriageReturns: this.#stripsCarriageReturns,
      names: { ...this.#names },
      times: { ...this.#times },
      timestamps: { ...this.#timestamps },
      absences: { ...absences },
      modes: { ...modes },
      isGit,
      isRename: renames.old && renames.new,
      isCopy: copies.old && copies.new,
      revision: this.#revision,
    };
  }
}

function swapped<Value>(sides: Partial<Record<NameKind, Value>>): Partial<Record<NameKind, Value>> {
  const { old, new: now, ...others } = sides;
  return { ...others, ...(now !== undefined && { old: now }), ...(old !== undefined && { new: old }) };
}

function columnsOf(blanks: string): number {
  let column = 0;
  for (const blank of blanks) column = blank === "\t" ? (column + 8) & ~7 : column + 1;
  return column;
}
