/*
 * Random scripts on a shell and on this machine's bash: `npm run -s fuzz:shell -- [--subject new|just-bash] [--runs N] [--seed N]
 * [--no-stderr]`. Prints the smallest script it finds for each that differs.
 */
import { parseArgs } from "node:util";
import { differences } from "./case.ts";
import { compareOne } from "./fuzz/compare.ts";
import { hostBashVersion } from "./host-bash.ts";
import { startSubject } from "./subjects/subjects.ts";

const { values } = parseArgs({
  allowNegative: true,
  options: {
    subject: { type: "string", default: "new" },
    runs: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    stderr: { type: "boolean", default: true },
  },
});
if (hostBashVersion() !== "5.2") throw new Error(`bash 5.2 is needed; this is ${hostBashVersion() ?? "none"}`);

await using subject = await startSubject(values.subject);
const streams = values.stderr ? (["stdout", "stderr", "status"] as const) : (["stdout", "status"] as const);
const runs = Number(values.runs);
const seen = new Set<string>();
let differing = 0;
for (let seed = Number(values.seed); seed < Number(values.seed) + runs; seed++) {
  const found = await compareOne(subject, seed, streams);
  if (found === undefined) continue;
  differing++;
  if (seen.has(found.script)) continue;
  seen.add(found.script);
  console.log(`\n# seed ${seed}\n${found.script}`);
  for (const stream of differences(found.bash, found.subject))
    console.log(
      `  ${stream}: bash ${JSON.stringify(found.bash[stream])}\n  ${" ".repeat(stream.length)}  here ${JSON.stringify(found.subject[stream])}`,
    );
}
console.log(`\n${differing} of ${runs} scripts from seed ${values.seed} on differ`);
