import type { DiffWriter } from "./diff-writer.ts";
import { changeLetter, type Hunk, type Texts } from "./hunks.ts";
import { plainRange } from "./line-ranges.ts";

/* The forms without context. */

const DOT = 46;

export function writeNormalHunk(writer: DiffWriter, [a, b]: Texts, hunk: Hunk): void {
  const { starts, ends } = hunk;
  writer.colored("place", plainRange(starts[0], ends[0]) + changeLetter(hunk) + plainRange(starts[1], ends[1]));
  writer.text("\n");
  for (let line = starts[0]; line < ends[0]; line++) writer.markedLine("<", a, line, "deleted");
  if (hunk.deletes && hunk.inserts) writer.text("---\n");
  for (let line = starts[1]; line < ends[1]; line++) writer.markedLine(">", b, line, "added");
}

/** A command of ed's; a line that is a dot would end its input. */
export function writeEdHunk(writer: DiffWriter, [, b]: Texts, hunk: Hunk): void {
  const { starts, ends } = hunk;
  writer.text(`${plainRange(starts[0], ends[0])}${changeLetter(hunk)}\n`);
  if (!hunk.inserts) return;
  let isInserting = true;
  for (let line = starts[1]; line < ends[1]; line++) {
    if (!isInserting) writer.text("a\n");
    const content = b.line(line);
    isInserting = content.length !== 1 || content[0] !== DOT;
    if (isInserting) writer.plainLine(b, line);
    else writer.text("..\n.\ns/.//\n");
  }
  if (isInserting) writer.text(".\n");
}

export function writeForwardEdHunk(writer: DiffWriter, [, b]: Texts, hunk: Hunk): void {
  const { starts, ends } = hunk;
  writer.text(`${changeLetter(hunk)}${plainRange(starts[0], ends[0], " ")}\n`);
  if (!hunk.inserts) return;
  for (let line = starts[1]; line < ends[1]; line++) writer.plainLine(b, line);
  writer.text(".\n");
}

export function writeRcsHunk(writer: DiffWriter, [, b]: Texts, { starts, ends, deletes, inserts }: Hunk): void {
  if (deletes) writer.text(`d${starts[0] + 1} ${ends[0] - starts[0]}\n`);
  if (!inserts) return;
  writer.text(`a${ends[0]} ${ends[1] - starts[1]}\n`);
  for (let line = starts[1]; line < ends[1]; line++) writer.wholeLine(b, line);
}
