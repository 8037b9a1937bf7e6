import fc from "fast-check";

/** The seed that is always run; random ones come on top, so that each run of the suite looks somewhere new. */
const FIXED_SEED = 20_240_607;

/** Runs so many times more: `FUZZ_FACTOR=50 npx vitest run test/volume`. */
const FACTOR = Number(process.env["FUZZ_FACTOR"] ?? 1);

/** Checks a property with the committed seed and with a random one. A failure prints its seed and the smallest case. */
export function checkTwice<T>(property: fc.IProperty<T>, numRuns: number): void {
  fc.assert(property, { seed: FIXED_SEED, numRuns });
  fc.assert(property, { numRuns: numRuns * FACTOR });
}

export async function checkTwiceAsync<T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  await fc.assert(property, { seed: FIXED_SEED, numRuns });
  await fc.assert(property, { numRuns: numRuns * FACTOR });
}
