import assert from "node:assert/strict";
import { type Aim, atLeast, atMost, type Case, type CaseContext, noWorse, type Row, row } from "../case.ts";
import { type Contestant, interleave, type Rounds } from "../interleave.ts";
import { childProcess } from "../subjects/child-process.ts";
import { peers } from "../subjects/peers.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Files } from "../subjects/subject.ts";
import { median } from "../summary.ts";

/** One command line, again and again in the same workspace. */
interface ShellCall {
  readonly name: string;
  readonly command: string;
  readonly prints: string;
  readonly files: Files;
  readonly rounds: Rounds;
  /**
   * @param timesFaster than the child process
   * @param rivals the medians of other builds of slotbox, by name
   */
  aims(ms: number, timesFaster: number, rivals: ReadonlyMap<string, number>): Aim[];
}

const GREP_FILES = 2000;
const GREP_MATCHES = GREP_FILES / 25;

const CALLS: readonly ShellCall[] = [
  {
    name: "echo",
    command: "echo hello",
    prints: "hello",
    files: {},
    rounds: { rounds: 100, warmUp: 10, perTurn: 10 },
    aims: (ms, timesFaster, rivals) => [
      atMost(ms, 0.5, "ms"),
      atLeast(timesFaster, 10, "x the child process"),
      ...noWorse(ms, rivals),
    ],
  },
  {
    name: "pipeline",
    command: "echo 'alpha beta gamma' > a.txt; cat a.txt | grep beta | wc -c",
    prints: "17",
    files: {},
    rounds: { rounds: 100, warmUp: 10, perTurn: 5 },
    aims: () => [],
  },
  {
    name: "grep-2000",
    command: "grep -rl needle data | wc -l",
    prints: String(GREP_MATCHES),
    files: grepFiles(),
    rounds: { rounds: 20 },
    aims: () => [],
  },
];

/** About 1 KB each, in forty folders; one in 25 holds the word. */
function grepFiles(): Files {
  const line = "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs.\n";
  const entries = Array.from({ length: GREP_FILES }, (_, index): [string, string] => {
    const word = index % 25 === 0 ? "one needle\n" : "only hay\n";
    return [`data/folder${index % 40}/file${index}.txt`, `${index}\n${line.repeat(6)}${word}${line.repeat(6)}`];
  });
  return Object.fromEntries(entries);
}

export const shellCalls: readonly Case[] = CALLS.map((call) => ({
  name: call.name,
  run: (context) => measure(call, context),
}));

async function measure(call: ShellCall, { packages, quick }: CaseContext): Promise<Row[]> {
  const boxes = packages.map((subject) => slotboxSubject(subject));
  const opened = await Promise.all(
    [...boxes, ...(await peers())].map(async ({ name, open }) => ({ name, workspaces: await open(call.files) })),
  );
  const contestants = opened.map(
    ({ name, workspaces }): Contestant => ({
      name,
      measure: async () => {
        const { outputs, ms } = await workspaces.run([{ slot: 0, command: call.command }]);
        assert.deepEqual(outputs, [call.prints], name);
        return ms;
      },
    }),
  );
  const { rounds } = call.rounds;
  const samples = await interleave(contestants, { ...call.rounds, rounds: quick ? Math.ceil(rounds / 10) : rounds });
  for (const { workspaces } of opened) await workspaces.close();

  const medianOf = (name: string): number => median(samples.get(name) ?? []);
  const childMs = medianOf(childProcess.name);
  const rivals = new Map(packages.slice(1).map(({ name }) => [name, medianOf(name)]));
  return contestants.map(({ name }, index) => {
    const ms = medianOf(name);
    const timesFaster = childMs / ms;
    return row(call.name, name, "ms", samples.get(name), {
      note: name === childProcess.name ? "" : `${timesFaster.toFixed(1)} x the child process`,
      aims: index === 0 ? call.aims(ms, timesFaster, rivals) : [],
    });
  });
}
