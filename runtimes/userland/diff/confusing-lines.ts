const KEPT = 0;
const DISCARDED = 1;
/** Has so many counterparts that it is discarded only among discarded ones. */
const PROVISIONAL = 2;

/**
 * Finds the lines that it is better not to match: those that the other text has not, and among them, those that it has very
 * often.
 * @param classes of the lines
 * @param counts how often the other text has each class
 * @returns a mark for each line
 */
export function confusingLines(classes: Int32Array, counts: Int32Array): Uint8Array {
  const marks = new Uint8Array(classes.length);
  const many = manyOf(classes.length);
  for (let line = 0; line < classes.length; line++) {
    const count = counts[classes[line] ?? 0] ?? 0;
    marks[line] = count === 0 ? DISCARDED : count > many ? PROVISIONAL : KEPT;
  }
  for (let line = 0; line < marks.length; line++) {
    if (marks[line] === PROVISIONAL) marks[line] = KEPT;
    else if (marks[line] === DISCARDED) line = decideRun(marks, line);
  }
  return marks;
}

/** Five times about the root of a length. */
function manyOf(length: number): number {
  let many = 5;
  for (let rest = length >> 8; rest > 0; rest >>= 2) many *= 2;
  return many;
}

/** Decides on the provisional lines of a run of lines that are not kept. @returns its last line */
function decideRun(marks: Uint8Array, start: number): number {
  let end = start;
  let provisional = 0;
  for (; end < marks.length && marks[end] !== KEPT; end++) if (marks[end] === PROVISIONAL) provisional++;
  for (; marks[end - 1] === PROVISIONAL; provisional--) marks[--end] = KEPT;
  const run = marks.subarray(start, end);
  if (provisional * 4 > run.length) {
    keepProvisional(run, 0, run.length);
    // The lines of the run are then looked at again one by one.
    return start;
  }
  keepLongSubruns(run);
  keepNearEdge(run, (index) => index);
  keepNearEdge(run, (index) => run.length - 1 - index);
  return end - 1;
}

function keepProvisional(run: Uint8Array, from: number, end: number): void {
  for (let at = from; at < end; at++) if (run[at] === PROVISIONAL) run[at] = KEPT;
}

/** So many provisional lines together that they are about the root of a quarter of the run. */
function keepLongSubruns(run: Uint8Array): void {
  let minimum = 1;
  for (let rest = run.length >> 4; rest > 0; rest >>= 2) minimum *= 2;
  minimum++;
  for (let at = 0; at < run.length; ) {
    let end = at;
    while (run[end] === PROVISIONAL) end++;
    if (end - at >= minimum) keepProvisional(run, at, end);
    at = end + 1;
  }
}

/** Provisional lines before three others in a row, or before the first other one that is eight lines away. */
function keepNearEdge(run: Uint8Array, placeOf: (index: number) => number): void {
  let inRow = 0;
  for (let index = 0; index < run.length && inRow < 3; index++) {
    const place = placeOf(index);
    const mark = run[place];
    if (index >= 8 && mark === DISCARDED) return;
    if (mark === DISCARDED) inRow++;
    else {
      inRow = 0;
      run[place] = KEPT;
    }
  }
}
