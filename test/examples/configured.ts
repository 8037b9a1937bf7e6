import { createBackend } from "slotbox";

await using backend = await createBackend({
  workers: 1,
  template: { "main.sh": 'echo "hello $NAME"\n', "data/table.csv": "a,1\nb,2\n" },
  env: { NAME: "agent" },
  defaultTimeoutMs: 5_000,
  limits: { profile: "hardened", maxFiles: 100, maxResultChars: 1_000 },
});
const slot = await backend.acquire();
const bash = (command: string, timeoutMs?: number) =>
  backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });

const greeted = await bash("sh main.sh; cut -d, -f2 data/table.csv");
console.log(greeted.output); // hello agent\n1\n2

const full = await bash("touch f{1..200}");
console.log(full.metadata.outcome); // quota

const endless = await bash("while :; do :; done", 100);
console.log(endless.metadata.outcome, endless.metadata.exitCode, endless.error); // timeout -1 Command timed out after 0.1s
