import { startProgram } from "./program.ts";

export const MB = 1e6;

const ROUNDS = 3;

/** A program that tells sizes of its own process. */
export interface MemoryProgram {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

export interface Measured<Result> {
  readonly name: string;
  /** One for each round. */
  readonly results: readonly Result[];
}

/** Runs each in fresh processes, round by round; once each if it must be quick. */
export async function measurePrograms<Result>(
  programs: readonly MemoryProgram[],
  quick: boolean,
): Promise<Measured<Result>[]> {
  const measured = programs.map(({ name }) => ({ name, results: [] as Result[] }));
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    for (const [index, { program, args }] of programs.entries()) {
      await using running = startProgram(program, args, ["--expose-gc"]);
      measured[index]?.results.push((await running.next()) as Result);
    }
  }
  return measured;
}
