import { encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import type { Hunk, HunkLine } from "./hunk.ts";
import { otherSide, type PatchHeader, type Side } from "./patch-header.ts";

/* How hunks are written that can't be applied. */

/** The headers of a file of rejects. @param old which side of the patch is taken for the old one */
export function rejectHeader(header: PatchHeader, old: Side, format: "unified" | "context"): string {
  const { names, times } = header;
  const inBytes = (name: string): string => latin1Of(encodeUtf8(name));
  const index = names.index === undefined ? "" : `Index: ${inBytes(names.index)}\n`;
  const line = (mark: string, side: Side): string =>
    `${mark} ${inBytes(names[side] ?? "/dev/null")}${times[side] ?? ""}\n`;
  const [first, second] = format === "unified" ? ["---", "+++"] : ["***", "---"];
  return index + line(first ?? "", old) + line(second ?? "", otherSide(old));
}

/** @param offset how much longer the file has become before it @throws Failure */
export function unifiedReject(hunk: Hunk, offset: number): string {
  const { oldStart, newStart, functionName = "" } = hunk;
  const oldLines = withMarks(hunk.oldLines, "-");
  const newLines = withMarks(hunk.newLines, "+");
  const ranges = `-${range(oldStart + offset, oldLines.length)} +${range(newStart + offset, newLines.length)}`;
  const parts = [`@@ ${ranges} @@${functionName}\n`];
  let [old, now] = [0, 0];
  for (;;) {
    for (; oldLines[old]?.mark === "-"; old++) parts.push(`-${oldLines[old]?.text}`);
    for (; newLines[now]?.mark === "+"; now++) parts.push(`+${newLines[now]?.text}`);
    const line = oldLines[old];
    if (!line && now >= newLines.length) return parts.join("");
    if (!line || newLines[now]?.mark !== line.mark)
      throw new Failure("**** Out-of-sync patch -- mangled text or line numbers, maybe?");
    parts.push(` ${line.text}`);
    old++;
    now++;
  }
}

function withMarks(lines: readonly HunkLine[], mark: "-" | "+"): readonly HunkLine[] {
  return lines.map((line) => (line.mark === "!" ? { ...line, mark } : line));
}

function range(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`;
  return count === 1 ? `${start}` : `${start},${count}`;
}

/** @param isUnified whether it was one of a unified diff @param hasStars whether headers end as those of the new form */
export function contextReject(hunk: Hunk, offset: number, isUnified: boolean, hasStars: boolean): string {
  const { oldLines, newLines } = isUnified ? grouped(hunk) : hunk;
  const { oldStart, newStart, functionName = "" } = hunk;
  const lines = (all: readonly HunkLine[]): string => all.map(({ mark, text }) => `${mark} ${text}`).join("");
  const [stars, minuses] = hasStars ? [" ****", " ----"] : ["", " -----"];
  return [
    `***************${functionName}\n`,
    `*** ${contextRange(oldStart + offset, oldLines.length)}${stars}\n`,
    lines(oldLines),
    `--- ${contextRange(newStart + offset, newLines.length)}${minuses}\n`,
    lines(newLines),
  ].join("");
}

function contextRange(start: number, count: number): string {
  if (count === 0) return "0";
  return count === 1 ? `${start}` : `${start},${start + count - 1}`;
}

/** With exclamation marks where lines are replaced. */
function grouped({ oldLines, newLines }: Hunk): Pick<Hunk, "oldLines" | "newLines"> {
  const [old, now] = [[...oldLines], [...newLines]];
  let [i, j] = [0, 0];
  const mark = (lines: HunkLine[], from: number, wanted: string, replaced: boolean): number => {
    let at = from;
    for (; lines[at]?.mark === wanted; at++) if (replaced) lines[at] = { mark: "!", text: lines[at]?.text ?? "" };
    return at;
  };
  while (i < old.length || j < now.length) {
    const isReplaced = old[i]?.mark === "-" && now[j]?.mark === "+";
    const [nextOld, nextNew] = [mark(old, i, "-", isReplaced), mark(now, j, "+", isReplaced)];
    if (nextOld === i && nextNew === j) {
      i++;
      j++;
    } else [i, j] = [nextOld, nextNew];
  }
  return { oldLines: old, newLines: now };
}
