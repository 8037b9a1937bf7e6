import type { Row, Unit } from "./case.ts";
import type { Environment } from "./environment.ts";

const COLUMNS = ["case", "subject", "p50", "p95", "p99", "min", "n", "aim", "met", "note"] as const;
const RIGHT = new Set<number>([2, 3, 4, 5, 6]);

export function heading({ cpu, cores, machine, memoryGiB, loadAverage, versions, date }: Environment): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${machine}, load ${loadAverage.toFixed(2)}, ${date}\n${names.join(", ")}`;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.flatMap(linesOf);
  const widths = COLUMNS.map((column, index) =>
    Math.max(column.length, ...lines.map((line) => (line[index] ?? "").length)),
  );
  const print = (line: readonly string[]): string =>
    line
      .map((cell, index) => (RIGHT.has(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width));
  return [print(COLUMNS), print(rule), ...lines.map(print)].join("\n");
}

/** How many aims there were, and each that was missed. */
export function verdict(rows: readonly Row[]): string {
  const aims = rows.flatMap(({ case: name, subject, aims }) => aims.map((aim) => ({ name, subject, ...aim })));
  const missed = aims.filter(({ reached }) => !reached);
  const lines = missed.map(({ name, subject, text }) => `  ${name}, ${subject}: ${text}`);
  return [
    `${aims.length - missed.length} of ${aims.length} aims met${missed.length > 0 ? "; missed:" : ""}`,
    ...lines,
  ].join("\n");
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
