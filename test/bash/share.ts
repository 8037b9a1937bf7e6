/*
 * How much of the tables a shell gets right, by table: `npm run -s cases:shell -- [--subject new|just-bash] [--show N] [--pin] [TABLE…]`.
 * `--show` prints the first N cases that differ; `--pin` makes what differs the known differences, and tells which of them are new.
 */
import { parseArgs } from "node:util";
import { type Case, differences, type Printed, readTable, TABLES } from "./case.ts";
import { readKnownDifferences, writeKnownDifferences } from "./known-differences.ts";
import { startSubject } from "./subjects/subjects.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    subject: { type: "string", default: "new" },
    show: { type: "string", default: "0" },
    pin: { type: "boolean", default: false },
  },
});

function printShare(table: string, cases: number, same: number, sameButMessages: number): void {
  const share = (part: number): string => `${((100 * part) / Math.max(1, cases)).toFixed(1)} %`.padStart(9);
  console.log(`${table.padEnd(22)} ${String(cases).padStart(5)} ${share(same)} ${share(sameButMessages)}`);
}

function show(table: string, one: Case, printed: Printed): void {
  console.log(`\n# ${table}: ${one.name}\n${one.script}`);
  for (const stream of differences(one, printed)) {
    console.log(`  ${stream}: bash ${JSON.stringify(one[stream])}`);
    console.log(`  ${" ".repeat(stream.length)}  here ${JSON.stringify(printed[stream])}`);
  }
}

await using subject = await startSubject(values.subject);
const before = readKnownDifferences();
const known = new Set(before);
let shown = 0;
const total = { cases: 0, same: 0, sameButMessages: 0 };

console.log(`${"table".padEnd(22)} cases     same  but stderr`);
for (const table of positionals.length > 0 ? positionals : TABLES) {
  const cases = readTable(table);
  const differing: string[] = [];
  let onlyMessages = 0;
  for (const one of cases) {
    const printed = await subject.run(one);
    const streams = differences(one, printed);
    if (streams.length === 0) continue;
    differing.push(one.name);
    if (streams.every((stream) => stream === "stderr")) onlyMessages++;
    if (shown++ < Number(values.show)) show(table, one, printed);
  }
  const same = cases.length - differing.length;
  printShare(table, cases.length, same, same + onlyMessages);
  total.cases += cases.length;
  total.same += same;
  total.sameButMessages += same + onlyMessages;
  for (const one of before) if (one.startsWith(`${table}: `)) known.delete(one);
  for (const name of differing) {
    known.add(`${table}: ${name}`);
    if (values.pin && !before.has(`${table}: ${name}`)) console.log(`  new: ${name}`);
  }
}
printShare("all", total.cases, total.same, total.sameButMessages);
if (values.pin) writeKnownDifferences(known);
