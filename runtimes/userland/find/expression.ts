import type { MaybePromise } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { FindRun } from "./find-run.ts";
import type { FoundFile } from "./found-file.ts";
import type { Test } from "./reading.ts";

const END = -1;

interface Step {
  readonly test: Test;
  whenTrue: number;
  whenFalse: number;
}

/** Where a part of an expression is left: steps, and with which of their answers. */
interface Exit {
  readonly step: Step;
  readonly answer: boolean;
}

/** A part of an expression that is complete. */
export interface Part {
  readonly first: number;
  readonly trueExits: Exit[];
  readonly falseExits: Exit[];
}

/**
 * An expression as steps, each of which says by its answer which one comes next. So neither making nor following it goes
 * deeper the more parentheses and operators it has.
 */
export class Expression {
  readonly #steps: Step[] = [];

  single(test: Test): Part {
    const step = { test, whenTrue: END, whenFalse: END };
    const first = this.#steps.push(step) - 1;
    return { first, trueExits: [{ step, answer: true }], falseExits: [{ step, answer: false }] };
  }

  not({ first, trueExits, falseExits }: Part): Part {
    return { first, trueExits: falseExits, falseExits: trueExits };
  }

  both(left: Part, right: Part): Part {
    lead(left.trueExits, right.first);
    return { ...right, first: left.first, falseExits: joined(left.falseExits, right.falseExits) };
  }

  either(left: Part, right: Part): Part {
    lead(left.falseExits, right.first);
    return { ...right, first: left.first, trueExits: joined(left.trueExits, right.trueExits) };
  }

  /** The left one's answer means nothing. */
  oneAfterOther(left: Part, right: Part): Part {
    lead(left.trueExits, right.first);
    lead(left.falseExits, right.first);
    return { ...right, first: left.first };
  }

  /** Follows the steps for a file. What a file refuses to say is complained of, and counts as no. */
  follow(file: FoundFile, run: FindRun, from = 0): MaybePromise<void> {
    const steps = this.#steps;
    for (let at = from; ; ) {
      const step = steps[at];
      if (!step) return;
      const answer = answerOf(step.test, file, run);
      if (answer instanceof Promise) return this.#goOn(step, answer, file, run);
      if (run.isOver) return;
      at = answer ? step.whenTrue : step.whenFalse;
    }
  }

  async #goOn(step: Step, answer: Promise<boolean>, file: FoundFile, run: FindRun): Promise<void> {
    const next = (await answer) ? step.whenTrue : step.whenFalse;
    if (!run.isOver) await this.follow(file, run, next);
  }
}

function answerOf(test: Test, file: FoundFile, run: FindRun): MaybePromise<boolean> {
  try {
    const answer = test(file);
    return answer instanceof Promise ? answer.catch((error) => refused(error, file, run)) : answer;
  } catch (error) {
    return refused(error, file, run);
  }
}

async function refused(error: unknown, file: FoundFile, run: FindRun): Promise<boolean> {
  const hasGone = error instanceof SystemError && error.code === "ENOENT";
  if (!hasGone || !run.settings.ignoresRaces) await run.complainOf(file.path, error);
  return false;
}

function lead(exits: readonly Exit[], to: number): void {
  for (const { step, answer } of exits) {
    if (answer) step.whenTrue = to;
    else step.whenFalse = to;
  }
}

/** The shorter list goes into the longer one. */
function joined(some: Exit[], others: Exit[]): Exit[] {
  const [longer, shorter] = some.length < others.length ? [others, some] : [some, others];
  for (const exit of shorter) longer.push(exit);
  return longer;
}
