import assert from "node:assert/strict";
import { type Aim, atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave, type Rounds } from "../interleave.ts";
import { childProcess } from "../subjects/child-process.ts";
import { peers } from "../subjects/peers.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Files } from "../subjects/subject.ts";
import { median } from "../summary.ts";

/** One command line, again and again in the same workspace. */
export interface ShellCall {
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
export interface Medians {
  /** @returns nothing for who is left out */
  of(subject: string): number | undefined;
  /** Of other builds of slotbox, by name. */
  readonly rivals: ReadonlyMap<string, number>;
}

/** So many times what another takes; none if that one is left out. */
export function timesOf(ms: number, others: Medians, subject: string, times: number, called = subject): Aim[] {
  const other = others.of(subject);
  return other === undefined ? [] : [atMost(ms / other, times, `x ${called}`)];
}

/** Measures one of them. */
export function shellCase(call: ShellCall): Case {
  return { name: call.name, run: (context) => measure(call, context) };
}

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
