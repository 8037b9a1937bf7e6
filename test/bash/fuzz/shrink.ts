import type { Statement } from "./statements.ts";

/** Scripts with one statement less, or with a compound statement's body in its place. */
function* smaller(statements: readonly Statement[]): Generator<Statement[]> {
  for (const [index, one] of statements.entries()) {
    const before = statements.slice(0, index);
    const after = statements.slice(index + 1);
    if (statements.length > 1) yield [...before, ...after];
    if (one.kind === "line") continue;
    yield [...before, ...one.body, ...after];
    for (const body of smaller(one.body)) yield [...before, { ...one, body }, ...after];
  }
}

/** The smallest script that removing statements leads to, and that still is what is looked for. */
export async function shrink(
  statements: readonly Statement[],
  isWanted: (statements: readonly Statement[]) => Promise<boolean>,
): Promise<readonly Statement[]> {
  let smallest = statements;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smaller(smallest)) {
      if (!(await isWanted(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}
