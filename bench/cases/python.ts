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

interface PythonCase {
  readonly name: string;
  readonly command: string;
  readonly prints: string;
}

const CASES: readonly PythonCase[] = [
  { name: "python-print", command: "python3 -c 'print(1)'", prints: "1" },
  {
    name: "python-script",
    command:
      "echo 'import json, sys; json.dump(sorted(open(sys.argv[1])), open(sys.argv[2], \"w\"))' > s.py; printf 'b\\na\\n' > in; python3 s.py in out; cat out",
    prints: '["a\\n", "b\\n"]',
  },
];

export const python: readonly Case[] = CASES.map((pythonCase) => ({
  name: pythonCase.name,
  run: (context) => measure(pythonCase, context),
}));

async function measure({ name, command, prints }: PythonCase, { packages, quick }: CaseContext): Promise<Row[]> {
  const [underTest] = packages;
  assert(underTest);
  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  const opened: [string, Workspaces][] = [
    [READY, await slotboxSubject(underTest, { workers: 1 }).open({})],
    [NOT_READY, await slotboxSubject(underTest, { workers: 1, python: { ready: 0 } }).open({})],
    ...(hasPython ? [[childProcess.name, await childProcess.open({})] as [string, Workspaces]] : []),
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
