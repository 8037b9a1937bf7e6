import assert from "node:assert/strict";
import { type Aim, atMost, type Case, type CaseContext, noWorse, type Row, row } from "../case.ts";
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
  /** Whether only bash as a child process is asked for the same: the others refuse so much work, or take minutes. */
  readonly isForBashAlone?: boolean;
  aims(ms: number, others: Medians): Aim[];
}

/** The medians of the others in the same run. */
interface Medians {
  /** @returns nothing for who is left out */
  of(subject: string): number | undefined;
  /** Of other builds of slotbox, by name. */
  readonly rivals: ReadonlyMap<string, number>;
}

/** So many times what another takes; none if that one is left out. */
function timesOf(ms: number, others: Medians, subject: string, times: number, called = subject): Aim[] {
  const other = others.of(subject);
  return other === undefined ? [] : [atMost(ms / other, times, `x ${called}`)];
}

const GREP_FILES = 2000;
const GREP_MATCHES = GREP_FILES / 25;

const CALLS: readonly ShellCall[] = [
  {
    name: "echo",
    command: "echo hello",
    prints: "hello",
    files: {},
    // A session of bashkit's ends after 1,000 calls.
    rounds: { rounds: 80, warmUp: 10, perTurn: 10 },
    aims: (ms, others) => [
      ...timesOf(ms, others, "just-bash", 0.4),
      ...timesOf(ms, others, "bashkit", 3),
      ...noWorse(ms, others.rivals),
    ],
  },
  {
    name: "pipeline",
    command: "echo 'alpha beta gamma' > a.txt; cat a.txt | grep beta | wc -c",
    prints: "17",
    files: {},
    rounds: { rounds: 100, warmUp: 10, perTurn: 5 },
    aims: (ms, others) => timesOf(ms, others, "just-bash", 0.4),
  },
  {
    name: "grep-2000",
    command: "grep -rl needle data | wc -l",
    prints: String(GREP_MATCHES),
    files: grepFiles(),
    rounds: { rounds: 20 },
    aims: () => [],
  },
  work("loop-100000", "for ((i = 0; i < 100000;)); do ((i++)); done; echo $i", "100000", 3),
  work(
    "functions-10000",
    "f() { local x=$1; return 0; }; for ((i = 0; i < 10000; i++)); do f $i; done; echo $i",
    "10000",
    3,
  ),
  work("substitutions-1000", "for ((i = 0; i < 1000; i++)); do x=$(echo x); done; echo $x", "x", 0.5),
  work(
    "pipe-20-mb",
    "head -c 20000000 /dev/zero | tr '\\0' a | sort | md5sum",
    "c68dbaf54c3ed85e8678606678d61706  -",
    6,
  ),
  {
    name: "yes-head",
    command: "yes | head -1",
    prints: "y",
    files: {},
    rounds: { rounds: 50, perTurn: 5 },
    isForBashAlone: true,
    aims: (ms) => [atMost(ms, 10, "ms")],
  },
];

/** Work that takes bash itself long enough, so that the start of its process is no matter. */
function work(name: string, command: string, prints: string, timesBash: number): ShellCall {
  return {
    name,
    command,
    prints,
    files: {},
    rounds: { rounds: 20, warmUp: 3 },
    isForBashAlone: true,
    aims: (ms, others) => timesOf(ms, others, childProcess.name, timesBash, "bash"),
  };
}

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
    [...boxes, ...(call.isForBashAlone ? [childProcess] : await peers())].map(async ({ name, open }) => ({
      name,
      workspaces: await open(call.files),
    })),
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
  const others: Medians = {
    of: (name) => (samples.has(name) ? medianOf(name) : undefined),
    rivals: new Map(packages.slice(1).map(({ name }) => [name, medianOf(name)])),
  };
  return contestants.map(({ name }, index) => {
    const ms = medianOf(name);
    const timesFaster = childMs / ms;
    return row(call.name, name, "ms", samples.get(name), {
      note: name === childProcess.name ? "" : `${timesFaster.toFixed(1)} x the child process`,
      aims: index === 0 ? call.aims(ms, others) : [],
    });
  });
}
