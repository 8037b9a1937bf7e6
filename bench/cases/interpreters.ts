import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { childProcess } from "../subjects/child-process.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

/** A worker that is done brings the next interpreter up; a call that comes sooner waits for it. */
const SETTLE_MS = 1500;
const READY = "slotbox, an interpreter being ready";
const NOT_READY = "slotbox, none being ready";

interface InterpreterCase {
  readonly name: string;
  readonly interpreter: "python3" | "node";
  readonly command: string;
  readonly prints: string;
}

const CASES: readonly InterpreterCase[] = [
  { name: "python-print", interpreter: "python3", command: "python3 -c 'print(1)'", prints: "1" },
  {
    name: "python-script",
    interpreter: "python3",
    command:
      "echo 'import json, sys; json.dump(sorted(open(sys.argv[1])), open(sys.argv[2], \"w\"))' > s.py; printf 'b\\na\\n' > in; python3 s.py in out; cat out",
    prints: '["a\\n", "b\\n"]',
  },
  { name: "node-print", interpreter: "node", command: "node -e 'console.log(1)'", prints: "1" },
  {
    name: "node-script",
    interpreter: "node",
    command:
      'echo \'import fs from "node:fs"; const [, , from, to] = process.argv; fs.writeFileSync(to, JSON.stringify(fs.readFileSync(from, "utf8").split("\\n").sort()));\' > s.mjs; printf \'b\\na\' > in; node s.mjs in out; cat out',
    prints: '["a","b"]',
  },
];

/** Programs run by an interpreter of the slot's, and by the host's own. */
export const interpreters: readonly Case[] = CASES.map((interpreterCase) => ({
  name: interpreterCase.name,
  run: (context) => measure(interpreterCase, context),
}));

type Opened = [subject: string, workspaces: Workspaces];

async function measure(
  { name, interpreter, command, prints }: InterpreterCase,
  { packages, quick }: CaseContext,
): Promise<Row[]> {
  const [underTest] = packages;
  assert(underTest);
  const isOnHost = spawnSync(interpreter, ["--version"]).status === 0;
  const opened: Opened[] = [
    [READY, await slotboxSubject(underTest, { workers: 1 }).open({})],
    ...(interpreter === "python3"
      ? [[NOT_READY, await slotboxSubject(underTest, { workers: 1, python: { ready: 0 } }).open({})] as Opened]
      : []),
    ...(isOnHost ? [[childProcess.name, await childProcess.open({})] as Opened] : []),
  ];
  const contestants = opened.map(
    ([subject, workspaces]): Contestant => ({
      name: subject,
      measure: async () => {
        if (subject === READY) await sleep(SETTLE_MS);
        const { outputs, ms } = await workspaces.run([{ slot: 0, command }]);
        assert.deepEqual(outputs, [prints], subject);
        return ms;
      },
    }),
  );
  const samples = await interleave(contestants, { rounds: quick ? 4 : 20, warmUp: 2 });
  for (const [, workspaces] of opened) await workspaces.close();
  return contestants.map(({ name: subject }) => {
    const ms = median(samples.get(subject) ?? []);
    const limitMs = subject === READY ? 30 : 300;
    const aims = subject === childProcess.name || name !== "python-print" ? [] : [atMost(ms, limitMs, "ms")];
    return row(name, subject, "ms", samples.get(subject), { aims });
  });
}
