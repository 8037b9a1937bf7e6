import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { linesOf } from "../program/lines.ts";
import { quoted } from "../program/quoting.ts";
import type { FindRun } from "./find-run.ts";

/** Where to begin: what was named, else what a file of names has, else here. @throws Failure */
export async function* startingPoints(run: FindRun, named: readonly string[]): AsyncGenerator<string> {
  const { startsFrom } = run.settings;
  if (startsFrom !== undefined) yield* pointsIn(run, startsFrom);
  else yield* named.length > 0 ? named : ["."];
}

/** @throws Failure if the names can't be both here and in a file, or are to come from where answers come from */
export async function assertPointsFit(run: FindRun, [first]: readonly string[]): Promise<void> {
  const { startsFrom, asks } = run.settings;
  if (startsFrom === undefined) return;
  if (first !== undefined) {
    await run.complain(`extra operand ${quoted(first)}`);
    throw new Failure("file operands cannot be combined with -files0-from");
  }
  if (!asks) return;
  if (startsFrom === "-")
    throw new Failure("option -files0-from reading from standard input cannot be combined with -ok, -okdir\n");
  if (startsFrom === "/dev/stdin")
    throw new Failure(
      `option -files0-from: standard input must not refer to the same file when combined with -ok, -okdir: ${quoted(startsFrom)}\n`,
    );
}

async function* pointsIn(run: FindRun, name: string): AsyncGenerator<string> {
  const { call } = run;
  const shown = name === "-" ? "(standard input)" : name;
  let fd: number;
  try {
    fd = openInput(call, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot open ${quoted(name)} for reading: ${error.message}`);
  }
  let count = 0;
  try {
    for await (const { lines } of linesOf(call.process, fd, 0)) {
      for (const line of lines) {
        count++;
        if (line.length > 0) yield decodeUtf8(line, "escape");
        else await run.complain(`${quoted(shown)}:${count}: invalid zero-length file name`);
      }
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoted(shown)}: read error: ${error.message}`);
  } finally {
    closeInput(call.process, fd);
  }
}
