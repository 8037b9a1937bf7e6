import { Failure } from "../program/failure.ts";
import type { Hunk, HunkLine } from "./hunk.ts";
import { lineNumberAt } from "./line-numbers.ts";
import type { LineWrapping, PatchText } from "./patch-text.ts";

/** @returns nothing if what comes next is no hunk of diff's usual form @throws Failure */
export function readNormalHunk(patch: PatchText, wrapping: LineWrapping, patchLine: number): Hunk | undefined {
  const header = patch.readLine(wrapping);
  if (!header || !/^\d/.test(header)) return undefined;
  const { letter, oldStart, oldCount, first, last } = parseHeader(patch, header);
  const oldLines = readSide(patch, wrapping, oldCount, "<", "-");
  if (letter === "c" && !required(patch, wrapping).startsWith("-"))
    throw new Failure(`**** '---' expected at line ${patch.lineNumber} of patch`);
  const newStart = first + (letter === "d" ? 1 : 0);
  const newLines = readSide(patch, wrapping, last - newStart + 1, ">", "+");
  const around = { leadingContext: 0, trailingContext: 0, functionName: undefined, patchLine };
  return { oldStart: oldStart + (letter === "a" ? 1 : 0), newStart, oldLines, newLines, ...around };
}

/** @throws Failure */
function parseHeader(patch: PatchText, line: string) {
  const old = lineNumberAt(patch, line, 0);
  let at = old.end;
  let oldCount = line.charAt(at) === "a" ? 0 : 1;
  if (line.charAt(at) === ",") {
    const last = lineNumberAt(patch, line, at + 1);
    at = last.end;
    oldCount = last.number + 1 - old.number;
  }
  const letter = line.charAt(at);
  const first = lineNumberAt(patch, line, at + 1);
  const last = line.charAt(first.end) === "," ? lineNumberAt(patch, line, first.end + 1) : first;
  if (first.number > last.number) throw patch.malformed();
  return { letter, oldStart: old.number, oldCount, first: first.number, last: last.number };
}

function readSide(
  patch: PatchText,
  wrapping: LineWrapping,
  count: number,
  lead: "<" | ">",
  mark: "-" | "+",
): HunkLine[] {
  const lines: HunkLine[] = [];
  while (lines.length < count) {
    const line = required(patch, wrapping);
    if (!line.startsWith(`${lead} `) && !line.startsWith(`${lead}\t`))
      throw new Failure(`**** '${lead}' followed by space or tab expected at line ${patch.lineNumber} of patch`);
    const isUnended = lines.length + 1 === count && patch.skipUnendedMark();
    lines.push({ mark, text: line.slice(2, isUnended ? -1 : undefined) });
  }
  return lines;
}

/** @throws Failure */
function required(patch: PatchText, wrapping: LineWrapping): string {
  const line = patch.readLine(wrapping);
  if (line === undefined) throw new Failure(`**** unexpected end of file in patch at line ${patch.lineNumber}`);
  return line;
}
