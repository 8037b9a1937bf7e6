import { type Row, short, type Unit } from "./case.ts";
import type { Environment } from "./environment.ts";

const COLUMNS = ["case", "subject", "p50", "p95", "p99", "min", "n", "aim", "met", "note"] as const;
const RIGHT = new Set<number>([2, 3, 4, 5, 6]);

export function heading({ cpu, cores, machine, memoryGiB, loadAverage, versions, date }: Environment): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${machine}, load ${loadAverage.toFixed(2)}, ${date}\n${names.join(", ")}`;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.flatMap(linesOf);
  return aligned([COLUMNS, ...lines], RIGHT);
}

/** Columns as wide as they must be, with a rule under the first line. */
function aligned([head = [], ...lines]: readonly (readonly string[])[], right: ReadonlySet<number>): string {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => (line[column] ?? "").length)));
  const print = (line: readonly string[]): string =>
    line
      .map((cell, index) => (right.has(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...lines].map(print).join("\n");
}

/** Each aim with the figure it is held against, and how many were met. */
export function aimsOf(rows: readonly Row[]): string {
  const aims = rows.flatMap(({ case: name, subject, aims }) => aims.map((aim) => ({ name, subject, ...aim })));
  const lines = aims.map(({ name, subject, figure, text, reached }) => [
    `${name}, ${subject}`,
    short(figure),
    text,
    reached ? "met" : "MISSED",
  ]);
  const met = aims.filter(({ reached }) => reached).length;
  return `${aligned([["figures and aims", "figure", "aim", ""], ...lines], new Set([1]))}\n${met} of ${aims.length} aims met`;
}

/** A row has a line for each of its aims. */
function linesOf({ case: name, subject, unit, summary, note, aims }: Row): string[][] {
  const { p50, p95, p99, min, iterations } = summary;
  const [first, ...others] = aims;
  const met = (aim: typeof first): string => (aim ? (aim.reached ? "met" : "MISSED") : "");
  const numbers = [format(p50, unit), format(p95, unit), format(p99, unit), format(min, unit), String(iterations)];
  return [
    [name, subject, ...numbers, first?.text ?? "", met(first), note],
    ...others.map((aim) => ["", "", "", "", "", "", "", aim.text, met(aim), ""]),
  ];
}

export function format(value: number, unit: Unit): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return `${value.toFixed(digits)} ${unit}`;
}
