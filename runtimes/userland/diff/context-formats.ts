import type { DiffWriter } from "./diff-writer.ts";
import type { FunctionLines } from "./function-lines.ts";
import { type Hunk, type Texts, withContext } from "./hunks.ts";
import { plainRange, unifiedRange } from "./line-ranges.ts";

/* The forms with lines around changes. */

export function writeUnifiedHunk(
  writer: DiffWriter,
  texts: Texts,
  hunk: Hunk,
  context: number,
  functions: FunctionLines | undefined,
): void {
  const [a, b] = texts;
  const { starts, ends } = withContext(hunk, texts, context);
  const name = functions?.shownBefore(starts[0]);
  writer.colored("place", `@@ -${unifiedRange(starts[0], ends[0])} +${unifiedRange(starts[1], ends[1])} @@`);
  writeFunction(writer, name);
  writer.text("\n");
  let line = starts[0];
  for (const change of hunk.changes) {
    for (; line < change.starts[0]; line++) writer.flaggedLine(" ", a, line);
    for (; line < change.ends[0]; line++) writer.flaggedLine("-", a, line, "deleted");
    for (let other = change.starts[1]; other < change.ends[1]; other++) writer.flaggedLine("+", b, other, "added");
  }
  for (; line < ends[0]; line++) writer.flaggedLine(" ", a, line);
}

export function writeContextHunk(
  writer: DiffWriter,
  texts: Texts,
  hunk: Hunk,
  context: number,
  functions: FunctionLines | undefined,
): void {
  const { starts, ends } = withContext(hunk, texts, context);
  const name = functions?.shownBefore(starts[0]);
  writer.text("***************");
  writeFunction(writer, name);
  writer.text("\n");
  writer.colored("place", `*** ${plainRange(starts[0], ends[0])} ****`);
  writer.text("\n");
  if (hunk.deletes) writeSide(writer, texts, hunk, 0, starts[0], ends[0]);
  writer.colored("place", `--- ${plainRange(starts[1], ends[1])} ----`);
  writer.text("\n");
  if (hunk.inserts) writeSide(writer, texts, hunk, 1, starts[1], ends[1]);
}

function writeSide(writer: DiffWriter, texts: Texts, { changes }: Hunk, side: 0 | 1, start: number, end: number): void {
  const [mark, color] = side === 0 ? (["-", "deleted"] as const) : (["+", "added"] as const);
  const other = side === 0 ? 1 : 0;
  let line = start;
  for (const change of changes) {
    const isReplaced = change.ends[other] > change.starts[other];
    for (; line < change.starts[side]; line++) writer.markedLine(" ", texts[side], line, color);
    for (; line < change.ends[side]; line++) writer.markedLine(isReplaced ? "!" : mark, texts[side], line, color);
  }
  for (; line < end; line++) writer.markedLine(" ", texts[side], line, color);
}

function writeFunction(writer: DiffWriter, name: Uint8Array | undefined): void {
  if (!name) return;
  writer.text(" ");
  writer.output.put(name);
}
