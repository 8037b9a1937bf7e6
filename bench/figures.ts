import { readFile, writeFile } from "node:fs/promises";
import { type Row, short } from "./case.ts";
import type { Environment } from "./environment.ts";
import { format, heading } from "./report.ts";

const BEGIN = "<!-- figures: npm run bench -- --record -->";
const END = "<!-- end of figures -->";

/** Writes what was measured between the two marks of a page. @throws Error if it has none */
export async function recordFigures(
  path: string,
  machine: Environment,
  rows: readonly Row[],
  quick: boolean,
): Promise<void> {
  const page = await readFile(path, "utf8");
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${path} has no place for figures`);
  const figures = [
    ...(quick ? ["Of a run with `--quick`: a few rounds each.", ""] : []),
    ...heading(machine).split("\n"),
    "",
    "| case | subject | p50 | p95 | n | aim | note |",
    "| --- | --- | ---: | ---: | ---: | --- | --- |",
    ...rows.map(line),
  ];
  await writeFile(path, `${page.slice(0, from)}${BEGIN}\n\n${figures.join("\n")}\n\n${page.slice(to)}`);
}

function line({ case: name, subject, unit, summary, aims, note }: Row): string {
  const { p50, p95, iterations } = summary;
  const held = aims
    .map(({ text, figure, reached }) => `${text}: ${short(figure)}, ${reached ? "met" : "**missed**"}`)
    .join("<br>");
  return `| \`${name}\` | ${subject} | ${format(p50, unit)} | ${format(p95, unit)} | ${iterations} | ${held} | ${note} |`;
}
