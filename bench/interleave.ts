/** One of the things that are compared. */
export interface Contestant {
  readonly name: string;
  /** One measurement, in the unit of the row. What must not be timed happens outside the time it returns. */
  measure(): Promise<number>;
}

export interface Rounds {
  readonly rounds: number;
  /** Rounds that are run and thrown away first. @default 1 */
  readonly warmUp?: number;
  /** Measurements a contestant makes when it is its turn: short ones need company, or each finds cold caches. @default 1 */
  readonly perTurn?: number;
}

/**
 * Measures all contestants round by round, so that whatever else the machine does meets all of them alike. Who is first
 * changes from round to round. The samples of one round have the same index for every contestant.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, warmUp = 1, perTurn = 1 }: Rounds,
): Promise<Map<string, number[]>> {
  const samples = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, measure } of rotated(contestants, Math.max(0, round))) {
      for (let turn = 0; turn < perTurn; turn++) {
        const sample = await measure();
        if (round >= 0) samples.get(name)?.push(sample);
      }
    }
  }
  return samples;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
