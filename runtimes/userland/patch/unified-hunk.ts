import { Failure } from "../program/failure.ts";
import type { Hunk, HunkLine } from "./hunk.ts";
import { lineNumberAt } from "./line-numbers.ts";
import type { LineWrapping, PatchText } from "./patch-text.ts";

/** @returns nothing if what comes next is no unified hunk @throws Failure */
export function readUnifiedHunk(patch: PatchText, wrapping: LineWrapping): Hunk | undefined {
  const header = patch.readLine(wrapping);
  if (!header?.startsWith("@@ -")) return undefined;
  const { oldStart, oldCount, newStart, newCount, functionName } = parseHeader(patch, header);
  const patchLine = patch.lineNumber + 1;
  const oldLines: HunkLine[] = [];
  const newLines: HunkLine[] = [];
  let context = 0;
  let leadingContext: number | undefined;
  while (oldLines.length < oldCount || newLines.length < newCount) {
    const line = patch.readLine(wrapping) ?? choppedLine(patch, newCount - newLines.length);
    const isBare = line.startsWith("\t") || line.startsWith("\n");
    const mark = isBare || line.startsWith("=") ? " " : line.charAt(0);
    let text = isBare ? line : line.slice(1);
    if (mark !== " " && mark !== "-" && mark !== "+") throw patch.malformed();
    if (mark !== "+") {
      if (oldLines.length >= oldCount) throw patch.malformed();
      if (oldLines.length + 1 === oldCount && patch.skipUnendedMark()) text = text.slice(0, -1);
      oldLines.push({ mark, text });
    }
    if (mark !== "-") {
      if (newLines.length >= newCount) throw patch.malformed();
      if (newLines.length + 1 === newCount && patch.skipUnendedMark()) text = text.slice(0, -1);
      newLines.push({ mark, text });
    }
    if (mark === " ") context++;
    else {
      leadingContext ??= context;
      context = 0;
    }
  }
  if (leadingContext === undefined) throw patch.malformed();
  return { oldStart, newStart, oldLines, newLines, leadingContext, trailingContext: context, functionName, patchLine };
}

/** Blank lines at the end of a patch get lost now and then. @throws Failure */
function choppedLine(patch: PatchText, missing: number): string {
  if (missing > 3) throw new Failure("**** unexpected end of file in patch");
  patch.lastLine = " \n";
  return " \n";
}

interface UnifiedHeader {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  readonly functionName: string | undefined;
}

/** @throws Failure */
function parseHeader(patch: PatchText, line: string): UnifiedHeader {
  const rangeAt = (at: number): { start: number; count: number; end: number } => {
    const { number: start, end } = lineNumberAt(patch, line, at);
    if (line.charAt(end) !== ",") return { start, count: 1, end };
    const count = lineNumberAt(patch, line, end + 1);
    return { start, count: count.number, end: count.end };
  };
  const old = rangeAt("@@ -".length);
  let at = old.end + (line.charAt(old.end) === " " ? 1 : 0);
  if (line.charAt(at) !== "+") throw patch.malformed();
  const now = rangeAt(at + 1);
  at = now.end + (line.charAt(now.end) === " " ? 1 : 0);
  if (line.charAt(at) !== "@") throw patch.malformed();
  return {
    // An empty range stands at the line before.
    oldStart: old.start + (old.count === 0 ? 1 : 0),
    oldCount: old.count,
    newStart: now.start + (now.count === 0 ? 1 : 0),
    newCount: now.count,
    functionName: line.startsWith("@ ", at + 1) ? line.slice(at + 2, -1) : undefined,
  };
}
