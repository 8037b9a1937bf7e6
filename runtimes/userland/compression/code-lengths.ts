/**
 * How long the codes of symbols are that come so often, with none longer than a limit: rare ones are taken for less rare
 * until it fits.
 */
export function codeLengths(counts: readonly number[], maxBits: number): Uint8Array {
  let weights = counts.map((count) => Math.max(1, count));
  for (;;) {
    const lengths = huffmanLengths(weights);
    if (lengths.every((length) => length <= maxBits)) return lengths;
    weights = weights.map((weight) => Math.floor(weight / 2) + 1);
  }
}

/** Two sorted queues: of symbols, and of what was put together of them. */
function huffmanLengths(weights: readonly number[]): Uint8Array {
  const count = weights.length;
  const leaves = weights.map((_, symbol) => symbol).sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b);
  const nodeWeights: number[] = [];
  const parents = new Int32Array(count * 2);
  let [leaf, node] = [0, 0];
  const lightest = (): readonly [index: number, weight: number] => {
    const [leafWeight, nodeWeight] = [weights[leaves[leaf] ?? -1], nodeWeights[node]];
    if (leafWeight !== undefined && (nodeWeight === undefined || leafWeight <= nodeWeight))
      return [leaves[leaf++] ?? 0, leafWeight];
    return [count + node++, nodeWeight ?? 0];
  };
  for (let made = 0; made < count - 1; made++) {
    const [a, weightA] = lightest();
    const [b, weightB] = lightest();
    parents[a] = count + made;
    parents[b] = count + made;
    nodeWeights.push(weightA + weightB);
  }
  const root = count + nodeWeights.length - 1;
  const depths = new Uint8Array(count * 2);
  for (let index = root - 1; index >= count; index--) depths[index] = (depths[parents[index] ?? 0] ?? 0) + 1;
  return Uint8Array.from(weights, (_, symbol) => (depths[parents[symbol] ?? 0] ?? 0) + 1);
}

/** The codes of such lengths, which go up with them. */
export function codesOf(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 32; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] === length) codes[symbol] = code++;
    code *= 2;
  }
  return codes;
}
