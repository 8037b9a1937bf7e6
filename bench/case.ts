import type { PackageUnderTest } from "./package-under-test.ts";
import { type Summary, summarize } from "./summary.ts";

export type Unit = "ms" | "x" | "MB" | "KB";

/** What a number is held against. */
export interface Aim {
  readonly text: string;
  /** What was measured, in the unit of the text. */
  readonly figure: number;
  readonly reached: boolean;
}

/** One line of the table. */
export interface Row {
  readonly case: string;
  readonly subject: string;
  readonly unit: Unit;
  readonly summary: Summary;
  /** What the numbers mean beside themselves, such as calls a second. */
  readonly note: string;
  readonly aims: readonly Aim[];
}

export interface CaseContext {
  /** The package under test, first, and what it is compared with. */
  readonly packages: readonly PackageUnderTest[];
  readonly quick: boolean;
}

export interface Case {
  readonly name: string;
  run(context: CaseContext): Promise<Row[]>;
}

export function row(
  name: string,
  subject: string,
  unit: Unit,
  samples: readonly number[] | undefined,
  { note = "", aims = [] }: { note?: string; aims?: readonly Aim[] } = {},
): Row {
  return { case: name, subject, unit, summary: summarize(samples ?? []), note, aims };
}

export function atMost(value: number, limit: number, unit: string): Aim {
  return { text: `<= ${short(limit)} ${unit}`, figure: value, reached: value <= limit };
}

export function atLeast(value: number, limit: number, unit: string): Aim {
  return { text: `>= ${short(limit)} ${unit}`, figure: value, reached: value >= limit };
}

/** Three digits are as much as a measurement says. */
export function short(value: number): string {
  return String(value >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** By how much a median may be over another of the same run before it counts as worse. */
const TOLERANCE = 1.05;

/** For a time, or anything else of which less is better, that must be no worse than a rival's in the same run. */
export function noWorse(value: number, rivals: ReadonlyMap<string, number>): Aim[] {
  return [...rivals].map(([name, rival]) => atMost(value / rival, TOLERANCE, `x ${name}`));
}
