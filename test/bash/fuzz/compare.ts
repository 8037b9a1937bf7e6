import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences, type Printed } from "../case.ts";
import { runOnHost } from "../host-bash.ts";
import type { Subject } from "../subjects/subject.ts";
import { Random } from "./random.ts";
import { shrink } from "./shrink.ts";
import { type Statement, Statements, textOf } from "./statements.ts";
import { Words } from "./words.ts";

const SETUP = { f1: "one\n", f2: "two\nthree\n", "d/g": "" } as const;

/** A script on which a shell and this machine's bash differ. */
export interface Difference {
  readonly seed: number;
  readonly script: string;
  readonly bash: Printed;
  readonly subject: Printed;
}

/** Runs one random script on both. @returns the smallest script found that differs, if any does */
export async function compareOne(subject: Subject, seed: number, streams: readonly (keyof Printed)[]) {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-shell-"));
  const both = async (statements: readonly Statement[]) => {
    const script = textOf(statements);
    const there = runOnHost({ script, setup: SETUP }, folder);
    const bash = { ...there, stdout: shown(there.stdout, folder), stderr: shown(there.stderr, folder) };
    return { script, bash, subject: await subject.run({ script, setup: SETUP }) };
  };
  const differs = async (statements: readonly Statement[]): Promise<boolean> => {
    const { script, ...printed } = await both(statements);
    const [bash, here] = RUNS_AT_ONCE.test(script)
      ? [inAnyOrder(printed.bash), inAnyOrder(printed.subject)]
      : [printed.bash, printed.subject];
    return differences(bash, here).some((stream) => streams.includes(stream));
  };
  try {
    const random = new Random(seed);
    const script = new Statements(random, new Words(random)).script();
    if (!(await differs(script))) return undefined;
    return { seed, ...(await both(await shrink(script, differs))) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pipeline or a job: which of its processes writes first to standard error is bash's machine's choice. */
const RUNS_AT_ONCE = /(?<![|>])[|](?!\|)|(?<![&>])&(?![&>])|<\(/;

function inAnyOrder(printed: Printed): Printed {
  return { ...printed, stderr: printed.stderr.split("\n").sort().join("\n") };
}

function shown(text: string, folder: string): string {
  return text.replaceAll(folder, "/workspace");
}
