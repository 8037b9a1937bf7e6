import { equalBytes } from "../../web/bytes.ts";
import { type Change, compareTexts } from "../diff/changes.ts";
import type { ComparedText } from "../diff/compared-text.ts";
import { type Range, threeWayBlocks } from "./three-way-blocks.ts";

/** Which of three files is unlike the others; none, if all are unlike each other. */
type OddFile = 0 | 1 | 2 | undefined;

/** Lines that are not the same in all three files, by the files' places in the arguments. */
export interface Difference {
  readonly ranges: readonly [Range, Range, Range];
  readonly odd: OddFile;
}

/** So many common lines around changes may be taken into them. */
const HORIZON_LINES = 100;

/** The changes between two texts, as `diff --horizon-lines=100` finds them. */
export function changesBetween(
  text: ComparedText,
  common: ComparedText,
  checkpoint: () => void | Promise<void>,
): Promise<Change[]> {
  return compareTexts(text, common, {
    isMinimal: false,
    takesLongMatches: false,
    horizon: HORIZON_LINES,
    mindsMissingNewline: true,
    rules: { ignoresCase: false, whitespace: "significant", tabWidth: 8 },
    checkpoint,
  });
}

/**
 * @param changes of the first file, and of the other one, from the common one
 * @param common which is the common one
 * @param addsNewlines whether a last line without end is taken for one with it
 */
export function differences(
  texts: readonly [ComparedText, ComparedText, ComparedText],
  changes: readonly [readonly Change[], readonly Change[]],
  common: 1 | 2,
  addsNewlines: boolean,
): Difference[] {
  const other = common === 1 ? 2 : 1;
  return threeWayBlocks(...changes).map(({ ranges, changes: [isFirst, isOther] }) => {
    const placed = common === 2 ? ranges : ([ranges[0], ranges[2], ranges[1]] as const);
    if (!isFirst) return { ranges: placed, odd: other };
    if (!isOther) return { ranges: placed, odd: 0 };
    const isSame = sameLines(texts[0], ranges[0], texts[other], ranges[1], addsNewlines);
    return { ranges: placed, odd: isSame ? common : undefined };
  });
}

function sameLines(a: ComparedText, left: Range, b: ComparedText, right: Range, addsNewlines: boolean): boolean {
  const count = left[1] - left[0];
  if (count !== right[1] - right[0]) return false;
  for (let index = 0; index < count; index++) {
    const [one, two] = [left[0] + index, right[0] + index];
    if (!addsNewlines && a.isEnded(one) !== b.isEnded(two)) return false;
    if (!equalBytes(a.line(one), b.line(two))) return false;
  }
  return true;
}
