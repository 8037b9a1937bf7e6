/* How places are written. Lines are counted from 0, the end is behind the last one; an empty range stands at the line before. */

/** `3` or `3,5`. */
export function plainRange(start: number, end: number, separator = ","): string {
  return end - start > 1 ? `${start + 1}${separator}${end}` : `${end}`;
}

/** `3`, `3,4` for four lines, `2,0` for none. */
export function unifiedRange(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return `${end}`;
  return count === 0 ? `${end},0` : `${start + 1},${count}`;
}
