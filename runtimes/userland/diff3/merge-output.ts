import type { ComparedText } from "../diff/compared-text.ts";
import type { Output } from "../program/output.ts";
import { putTextLine, type ThreeTexts } from "./difference-output.ts";
import type { Range } from "./three-way-blocks.ts";
import type { Difference } from "./three-way-diff.ts";

/** Which differences are brought into the first file, and how. */
export interface MergeRules {
  /** Whether lines that only the second file has otherwise are shown as a conflict. */
  readonly showsSecond: boolean;
  /** Whether conflicts are put between marks. */
  readonly marksConflicts: boolean;
  readonly leavesOutOverlaps: boolean;
  readonly onlyOverlaps: boolean;
  readonly labels: readonly [string, string, string];
}

/** What is done about a difference: nothing, the third file's lines are taken, or all are put between marks. */
export function treatmentOf({ odd }: Difference, rules: MergeRules): "none" | "third" | "marks" {
  if (odd === 1) return rules.showsSecond ? "marks" : "none";
  if (odd === 2) return rules.onlyOverlaps ? "none" : "third";
  if (odd === 0 || rules.leavesOutOverlaps) return "none";
  return rules.marksConflicts ? "marks" : "third";
}

/**
 * Writes the first file with the changes from the second to the third.
 * @param original the first file as it is, of which the lines are taken that are in no difference
 * @returns whether there was a conflict
 */
export async function putMerged(
  output: Output,
  texts: ThreeTexts,
  original: ComparedText,
  differences: readonly Difference[],
  rules: MergeRules,
): Promise<boolean> {
  const { labels, showsSecond } = rules;
  let hasConflicts = false;
  let next = 0;
  const put = async (text: ComparedText, [start, end]: Range): Promise<void> => {
    for (let line = start; line < end; line++) {
      putTextLine(output, text, line, false);
      if (output.isFull) await output.flush();
    }
  };
  for (const difference of differences) {
    const treatment = treatmentOf(difference, rules);
    if (treatment === "none") continue;
    const { ranges, odd } = difference;
    await put(original, [next, ranges[0][0]]);
    next = ranges[0][1];
    if (treatment === "marks") {
      hasConflicts = true;
      if (odd === undefined) {
        output.putText(`<<<<<<< ${labels[0]}\n`);
        await put(texts[0], ranges[0]);
      }
      if (showsSecond) {
        output.putText(`${odd === undefined ? "|||||||" : "<<<<<<<"} ${labels[1]}\n`);
        await put(texts[1], ranges[1]);
      }
      output.putText("=======\n");
    }
    await put(texts[2], ranges[2]);
    if (treatment === "marks") output.putText(`>>>>>>> ${labels[2]}\n`);
  }
  await put(original, [next, original.lineCount]);
  return hasConflicts;
}
