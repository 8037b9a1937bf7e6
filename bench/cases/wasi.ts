import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Aim, atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave, type Rounds } from "../interleave.ts";
import type { WasiWorkspace } from "../subjects/wasi/host.ts";
import { OTHER_HOSTS } from "../subjects/wasi/hosts.ts";
import { slotboxWasi } from "../subjects/wasi/slotbox.ts";
import { median } from "../summary.ts";

/** One program, compiled already, from its instantiation to its exit. */
interface WasiCase {
  readonly name: string;
  readonly args: readonly string[];
  /** Less of the same, for hosts that take long over it. */
  readonly quickArgs?: readonly string[];
  readonly rounds: Rounds;
  /** @param bestOther the fastest other host's median */
  aims(ms: number, bestOther: number): Aim[];
}

const CASES: readonly WasiCase[] = [
  {
    name: "wasi-hello",
    args: ["hello"],
    rounds: { rounds: 60, warmUp: 5, perTurn: 10 },
    aims: (ms, bestOther) => [atMost(ms, 0.3, "ms"), atMost(ms / bestOther, 1, "x the best other")],
  },
  {
    name: "wasi-files-10000",
    args: ["files", "10000"],
    quickArgs: ["files", "1000"],
    rounds: { rounds: 5 },
    aims: (ms, bestOther) => [atMost(ms / bestOther, 1, "x the best other")],
  },
  {
    name: "wasi-50-mb",
    args: ["large", "50"],
    quickArgs: ["large", "10"],
    rounds: { rounds: 5 },
    aims: (ms, bestOther) => [atMost(ms / bestOther, 1.1, "x the best other")],
  },
  {
    name: "wasi-compute",
    args: ["compute"],
    rounds: { rounds: 8 },
    aims: (ms, bestOther) => [atMost(ms / bestOther, 1.1, "x the best other")],
  },
];

const WORK = readFileSync(new URL("../wasi/work.wasm", import.meta.url));
const SETTING = { env: {}, preopen: "." };

export const wasi: readonly Case[] = CASES.map((wasiCase) => ({
  name: wasiCase.name,
  run: (context) => measure(wasiCase, context),
}));

async function measure(
  { name, args, quickArgs = args, rounds, aims }: WasiCase,
  { packages, quick }: CaseContext,
): Promise<Row[]> {
  // Only the package itself: these hosts share one process, which can hold a single copy of isolated-vm.
  const boxes = packages.slice(0, 1).map(slotboxWasi);
  const hosts = [...boxes, ...OTHER_HOSTS];
  const opened: { name: string; workspace: WasiWorkspace }[] = [];
  for (const host of hosts) opened.push({ name: host.name, workspace: await host.open(WORK, SETTING) });
  const contestants = opened.map(
    ({ name, workspace }): Contestant => ({
      name,
      measure: async () => {
        workspace.reset();
        const startedAt = performance.now();
        const exitCode = workspace.run(["work", ...(quick ? quickArgs : args)]);
        const ms = performance.now() - startedAt;
        assert.equal(exitCode, 0, name);
        return ms;
      },
    }),
  );
  const samples = await interleave(contestants, {
    ...rounds,
    rounds: quick ? Math.ceil(rounds.rounds / 5) : rounds.rounds,
  });
  for (const { workspace } of opened) workspace.close();

  const medianOf = (host: string): number => median(samples.get(host) ?? []);
  const others = hosts.slice(boxes.length).map((host) => medianOf(host.name));
  return contestants.map((contestant, index) => {
    const ms = medianOf(contestant.name);
    return row(name, contestant.name, "ms", samples.get(contestant.name), {
      note: index === 0 ? `${(ms / Math.min(...others)).toFixed(2)} x the best other` : "",
      aims: index === 0 ? aims(ms, Math.min(...others)) : [],
    });
  });
}
