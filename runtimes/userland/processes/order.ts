import { COLUMNS } from "./columns.ts";
import { ProcessListError } from "./process-list-error.ts";
import type { Row } from "./snapshot.ts";

type Compare = (a: Row, b: Row) => number;

/** Reads `-rss,+pid` and the like. @throws ProcessListError */
export function orderOf(specification: string): Compare[] {
  return specification.split(/[,\s]+/).map((word) => {
    const column = COLUMNS.get(word.replace(/^[-+]/, ""));
    if (!column) throw new ProcessListError("unknown sort specifier");
    const sign = word.startsWith("-") ? -1 : 1;
    return (a, b) => sign * compareKeys(column.key(a), column.key(b));
  });
}

export function sortRows(rows: readonly Row[], orders: readonly Compare[]): Row[] {
  return rows.toSorted((a, b) => {
    for (const compare of orders) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareKeys(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Rows below their parents, and what to put before their commands. */
interface Forest {
  readonly rows: readonly Row[];
  readonly prefixes: ReadonlyMap<Row, string>;
}

/** @param isDrawn with lines between them, not indented only */
export function forestOf(rows: readonly Row[], isDrawn: boolean): Forest {
  const pids = new Set(rows.map(({ pid }) => pid));
  const children = Map.groupBy(rows, ({ pid, ppid }) => (pids.has(ppid) && ppid !== pid ? ppid : undefined));
  const ordered: Row[] = [];
  const prefixes = new Map<Row, string>();
  const waiting = (children.get(undefined) ?? []).map((row) => ({ row, own: "", below: "" })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { row, own, below } = next;
    ordered.push(row);
    prefixes.set(row, own);
    const nested = (children.get(row.pid) ?? []).map((child, index, all) => {
      if (!isDrawn) return { row: child, own: `${below}  `, below: `${below}  ` };
      const isLast = index === all.length - 1;
      return { row: child, own: `${below} \\_ `, below: `${below}${isLast ? "    " : " |  "}` };
    });
    waiting.push(...nested.reverse());
  }
  return { rows: ordered, prefixes };
}
