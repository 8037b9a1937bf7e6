import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly json: string;
  readonly build: boolean;
  readonly record: boolean;
  readonly against: readonly string[];
  readonly help: boolean;
}

export const USAGE = `Usage: npm run bench -- [options]

  --quick           a tenth of the rounds
  --only NAME       only this case (may be repeated): CASES
  --json FILE       where the numbers go (default: .bench/results.json)
  --record          also write the table into bench/README.md
  --no-build        measure dist as it is; fails if it is older than the sources
  --against DIR     also measure the built slotbox in DIR, side by side (may be repeated)`;

/** @throws TypeError for an option that doesn't exist */
export function readOptions(args: readonly string[], defaultJson: string): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string", default: defaultJson },
      record: { type: "boolean", default: false },
      build: { type: "boolean", default: true },
      against: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values;
}
