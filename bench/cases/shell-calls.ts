import { atMost, type Case, noWorse } from "../case.ts";
import { childProcess } from "../subjects/child-process.ts";
import { type ShellCall, shellCase, timesOf } from "./shell-call.ts";

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

export const shellCalls: readonly Case[] = CALLS.map(shellCase);
