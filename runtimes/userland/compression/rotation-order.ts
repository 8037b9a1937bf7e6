/**
 * Sorts all rotations of bytes, by doubling how much of them is compared: time grows with the length and its logarithm,
 * whatever the bytes are.
 * @returns where each rotation begins, in their order
 */
export function sortedRotations(bytes: Uint8Array): Uint32Array {
  const { length } = bytes;
  let order = new Uint32Array(length);
  let ranks = new Uint32Array(length);
  let otherOrder = new Uint32Array(length);
  let otherRanks = new Uint32Array(length);
  const starts = new Uint32Array(Math.max(256, length) + 1);
  for (const byte of bytes) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    order[place] = at;
  }
  let classes = 0;
  for (let index = 0; index < length; index++) {
    if (index > 0 && bytes[order[index] ?? 0] !== bytes[order[index - 1] ?? 0]) classes++;
    ranks[order[index] ?? 0] = classes;
  }
  for (let compared = 1; compared < length && classes < length - 1; compared *= 2) {
    starts.fill(0, 0, classes + 2);
    for (let at = 0; at < length; at++) {
      const next = (ranks[at] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let rank = 0; rank <= classes; rank++) starts[rank + 1] = (starts[rank + 1] ?? 0) + (starts[rank] ?? 0);
    // What is sorted by its beginning is sorted by the second half of what begins so much before.
    for (let index = 0; index < length; index++) {
      const second = order[index] ?? 0;
      const first = second >= compared ? second - compared : second - compared + length;
      const rank = ranks[first] ?? 0;
      const place = starts[rank] ?? 0;
      starts[rank] = place + 1;
      otherOrder[place] = first;
    }
    [order, otherOrder] = [otherOrder, order];
    classes = 0;
    let [lastFirst, lastSecond] = [-1, -1];
    for (let index = 0; index < length; index++) {
      const at = order[index] ?? 0;
      const half = at + compared;
      const [first, second] = [ranks[at] ?? 0, ranks[half >= length ? half - length : half] ?? 0];
      if (index > 0 && (first !== lastFirst || second !== lastSecond)) classes++;
      [lastFirst, lastSecond] = [first, second];
      otherRanks[at] = classes;
    }
    [ranks, otherRanks] = [otherRanks, ranks];
  }
  return order;
}
