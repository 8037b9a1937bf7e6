import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { childProcess } from "../subjects/child-process.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Subject, Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

/** A worker that is done brings the next interpreter up; a call that comes sooner waits for it. */
const SETTLE_MS = 1500;
const READY = "slotbox, an interpreter being ready";
const NOT_READY = "slotbox, none being ready";
const SESSION = "slotbox, in a session";

interface InterpreterCase {
  readonly name: string;
  readonly interpreter: "python3" | "node";
  readonly command: string;
  /** What an interpreter that stays is given instead. */
  readonly code?: string;
  readonly prints: string;
}

const CASES: readonly InterpreterCase[] = [
  {
    name: "python-print",
    interpreter: "python3",
    command: "python3 -c 'print(1)'",
    code: "print(1)",
    prints: "1",
  },
  {
    name: "python-script",
    interpreter: "python3",
    command:
      "echo 'import json, sys; json.dump(sorted(open(sys.argv[1])), open(sys.argv[2], \"w\"))' > s.py; printf 'b\\na\\n' > in; python3 s.py in out; cat out",
    prints: '["a\\n", "b\\n"]',
  },
  {
    name: "node-print",
    interpreter: "node",
    command: "node -e 'console.log(1)'",
    code: "console.log(1)",
    prints: "1",
  },
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

interface Opened {
  readonly subject: string;
  readonly workspaces: Workspaces;
  readonly command: string;
}

async function measure(
  { name, interpreter, command, code, prints }: InterpreterCase,
  { packages, quick }: CaseContext,
): Promise<Row[]> {
  const [underTest] = packages;
  assert(underTest);
  const open = async (subject: string, { open }: Subject, text = command): Promise<Opened> => ({
    subject,
    workspaces: await open({}),
    command: text,
  });
  const opened = [await open(READY, slotboxSubject(underTest, { workers: 1 }))];
  if (interpreter === "python3")
    opened.push(await open(NOT_READY, slotboxSubject(underTest, { workers: 1, python: { ready: 0 } })));
  if (code !== undefined) {
    const tool = interpreter === "python3" ? "python" : "javascript";
    opened.push(await open(SESSION, slotboxSubject(underTest, { workers: 1 }, tool), code));
  }
  if (spawnSync(interpreter, ["--version"]).status === 0) opened.push(await open(childProcess.name, childProcess));
  const contestants = opened.map(
    ({ subject, workspaces, command: text }): Contestant => ({
      name: subject,
      measure: async () => {
        if (subject === READY) await sleep(SETTLE_MS);
        const { outputs, ms } = await workspaces.run([{ slot: 0, command: text }]);
        assert.deepEqual(outputs, [prints], subject);
        return ms;
      },
    }),
  );
  const samples = await interleave(contestants, { rounds: quick ? 2 : 20, warmUp: quick ? 1 : 2 });
  for (const { workspaces } of opened) await workspaces.close();
  return contestants.map(({ name: subject }) => {
    const ms = median(samples.get(subject) ?? []);
    const limitMs = new Map([
      [READY, 30],
      [NOT_READY, 300],
    ]).get(subject);
    const aims = limitMs === undefined || name !== "python-print" ? [] : [atMost(ms, limitMs, "ms")];
    return row(name, subject, "ms", samples.get(subject), { aims });
  });
}
