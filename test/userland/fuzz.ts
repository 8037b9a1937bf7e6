/*
 * Random calls of text programs on the userland and on this machine's own tools:
 * `npm run -s fuzz:userland -- [--seed N] [--count N] [PROGRAM…]`. Prints the smallest call it finds for each that differs.
 */
import { parseArgs } from "node:util";
import { differences } from "../bash/case.ts";
import { startSubject } from "../bash/subjects/subjects.ts";
import { commandText } from "./fuzz/command.ts";
import { compareSeeds } from "./fuzz/compare.ts";
import { GENERATORS, SETTLED } from "./fuzz/programs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    count: { type: "string", default: "200" },
  },
});
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.count) }, (_, index) => first + index);
/** Of a file, in characters. */
const MOST_SHOWN = 400;
await using subject = await startSubject("new");
for (const program of positionals.length > 0 ? positionals : SETTLED) {
  const generate = GENERATORS[program];
  if (generate === undefined) throw new Error(`${program}: only ${Object.keys(GENERATORS).join(", ")}`);
  let differing = 0;
  const seen = new Set<string>();
  for await (const { seed, command, host, slot } of compareSeeds(subject, generate, seeds)) {
    differing++;
    const text = commandText(command);
    if (seen.has(text)) continue;
    seen.add(text);
    console.log(`\n# ${program}, seed ${seed}\n${command.before ?? ""}\n${text}`);
    for (const [path, content] of Object.entries(command.files))
      if (content !== "") console.log(`  ${path}: ${JSON.stringify(content.slice(0, MOST_SHOWN))}`);
    for (const stream of differences(host, slot)) {
      const [there, here] = unlike(String(host[stream]), String(slot[stream]));
      console.log(
        `  ${stream}: host ${JSON.stringify(there)}\n  ${" ".repeat(stream.length)}  here ${JSON.stringify(here)}`,
      );
    }
  }
  console.log(`\n${program}: ${differing} of ${values.count} calls from seed ${first} on differ`);
}

/** Both without the lines that they begin and end with alike. */
function unlike(one: string, other: string): readonly [string, string] {
  const [lines, others] = [one.split(/(?<=\n)/), other.split(/(?<=\n)/)];
  while (lines.length > 0 && lines[0] === others[0]) {
    lines.shift();
    others.shift();
  }
  while (lines.length > 0 && lines.at(-1) === others.at(-1)) {
    lines.pop();
    others.pop();
  }
  return [lines.join(""), others.join("")];
}
