import { ChangedLines, shiftBoundaries } from "./changed-lines.ts";
import type { ComparedText } from "./compared-text.ts";
import { confusingLines } from "./confusing-lines.ts";
import { type EditPathOptions, markEdits } from "./edit-path.ts";
import { withoutIdenticalEnds } from "./identical-ends.ts";
import { LineClasses } from "./line-classes.ts";
import { type LineRules, normalForm } from "./line-normal-form.ts";

/** Lines of one text that stand for lines of the other. Lines are counted from 0. */
export interface Change {
  /** Where, in each text; the line before which, if there is none. */
  readonly starts: readonly [number, number];
  /** The lines behind the last ones. */
  readonly ends: readonly [number, number];
}

interface CompareOptions extends EditPathOptions {
  readonly rules: LineRules;
  /** Whether a last line without end is unlike the same one with it, if trailing whitespace counts. */
  readonly mindsMissingNewline: boolean;
  /** How many common lines before the first and behind the last change may be taken into it. */
  readonly horizon: number;
}

/** The changes between two texts, in their order. */
export async function compareTexts(a: ComparedText, b: ComparedText, options: CompareOptions): Promise<Change[]> {
  const { rules, mindsMissingNewline } = options;
  const { first, ends } = withoutIdenticalEnds(a, b, options.horizon, mindsMissingNewline);
  const separates = mindsMissingNewline && (rules.whitespace === "significant" || rules.whitespace === "tabs");
  const known = new LineClasses(normalForm(rules), separates);
  const classes = [known.ofLines(a, first, ends[0]), known.ofLines(b, first, ends[1])] as const;
  const counts = [countsOf(classes[0], known.count), countsOf(classes[1], known.count)] as const;
  const deleted = new ChangedLines(classes[0].length);
  const inserted = new ChangedLines(classes[1].length);
  const old = withoutConfusing(classes[0], counts[1], options.isMinimal, deleted);
  const now = withoutConfusing(classes[1], counts[0], options.isMinimal, inserted);
  await markEdits(old.classes, now.classes, options, {
    deleted: (x) => deleted.set(old.places[x] ?? 0, true),
    inserted: (y) => inserted.set(now.places[y] ?? 0, true),
  });
  shiftBoundaries(deleted, inserted, classes[0]);
  shiftBoundaries(inserted, deleted, classes[1]);
  return changesOf(deleted, inserted, first);
}

function countsOf(classes: Int32Array, count: number): Int32Array {
  const counts = new Int32Array(count);
  for (const one of classes) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

interface KeptLines {
  readonly classes: Int32Array;
  /** Which line each is. */
  readonly places: Int32Array;
}

/** Marks those that are left out as changed. */
function withoutConfusing(
  classes: Int32Array,
  counts: Int32Array,
  keepsAll: boolean,
  changed: ChangedLines,
): KeptLines {
  const kept = new Int32Array(classes.length);
  const places = new Int32Array(classes.length);
  const marks = keepsAll ? undefined : confusingLines(classes, counts);
  let length = 0;
  for (let line = 0; line < classes.length; line++) {
    if (marks?.[line]) changed.set(line, true);
    else {
      kept[length] = classes[line] ?? 0;
      places[length++] = line;
    }
  }
  return { classes: kept.subarray(0, length), places: places.subarray(0, length) };
}

function changesOf(deleted: ChangedLines, inserted: ChangedLines, first: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [0, 0];
  while (x < deleted.count || y < inserted.count) {
    const starts = [x + first, y + first] as const;
    while (deleted.has(x)) x++;
    while (inserted.has(y)) y++;
    if (x + first > starts[0] || y + first > starts[1]) changes.push({ starts, ends: [x + first, y + first] });
    x++;
    y++;
  }
  return changes;
}
