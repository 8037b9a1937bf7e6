const ENOUGH = 0.8;

/** Which of some words is most like one, if any is; Jaro and Winkler say how much. */
export function mostSimilar(word: string, others: readonly string[]): string | undefined {
  let [best, found]: [number, string | undefined] = [ENOUGH, undefined];
  for (const other of others) {
    const similarity = similarityOf(word, other);
    if (similarity > best) [best, found] = [similarity, other];
  }
  return found;
}

function similarityOf(a: string, b: string): number {
  const plain = jaro(a, b);
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  return Math.min(1, plain + 0.1 * same * (1 - plain));
}

function jaro(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matched: string[] = [];
  for (const [index, character] of [...a].entries()) {
    for (let at = Math.max(0, index - reach); at <= Math.min(b.length - 1, index + reach); at++) {
      if (taken.has(at) || b[at] !== character) continue;
      taken.add(at);
      matched.push(character);
      break;
    }
  }
  if (matched.length === 0) return 0;
  const others = [...taken].sort((x, y) => x - y).map((at) => b[at]);
  const moved = matched.filter((character, index) => character !== others[index]).length / 2;
  const count = matched.length;
  return (count / a.length + count / b.length + (count - moved) / count) / 3;
}
