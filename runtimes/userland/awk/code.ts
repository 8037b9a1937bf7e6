import type { MaybePromise } from "../../kernel/description.ts";
import type { Held } from "./array.ts";

/** The parameters and local variables of a call. */
export type Frame = Held[];

/** What hands over a promise whenever it has to wait. */
export type Steps<T> = Generator<Promise<unknown>, T, void>;

/**
 * A compiled part of a program. Most never wait and are plain functions; only what contains a loop, a read or a command can,
 * and is a generator.
 */
export type Code<T> =
  | { readonly waits: false; readonly run: (frame: Frame) => T }
  | { readonly waits: true; readonly run: (frame: Frame) => Steps<T> };

export function plain<T>(run: (frame: Frame) => T): Code<T> {
  return { waits: false, run };
}

export function waiting<T>(run: (frame: Frame) => Steps<T>): Code<T> {
  return { waits: true, run };
}

/** Runs either kind inside of a generator. */
export function* stepsOf<T>(code: Code<T>, frame: Frame): Steps<T> {
  return code.waits ? yield* code.run(frame) : code.run(frame);
}

/** Waits for a value inside of a generator. */
export function* waitFor<T>(value: MaybePromise<T>): Steps<T> {
  if (!(value instanceof Promise)) return value;
  const box: { value?: T } = {};
  yield value.then((result) => {
    box.value = result;
  });
  return box.value as T;
}

/** Runs steps to their end; only what really waits takes a turn. */
export async function finish<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    try {
      await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next();
  }
  return step.value;
}

export function map<A, T>(a: Code<A>, apply: (a: A) => T): Code<T> {
  if (a.waits)
    return waiting(function* (frame) {
      return apply(yield* a.run(frame));
    });
  const { run } = a;
  return plain((frame) => apply(run(frame)));
}

export function both<A, B, T>(a: Code<A>, b: Code<B>, apply: (a: A, b: B) => T): Code<T> {
  if (a.waits || b.waits)
    return waiting(function* (frame) {
      const left = yield* stepsOf(a, frame);
      return apply(left, yield* stepsOf(b, frame));
    });
  const [runA, runB] = [a.run, b.run];
  return plain((frame) => apply(runA(frame), runB(frame)));
}

/** All of them, from left to right. */
export function all<T>(codes: readonly Code<T>[]): Code<T[]> {
  if (codes.some(({ waits }) => waits))
    return waiting(function* (frame) {
      const values: T[] = [];
      for (const code of codes) values.push(yield* stepsOf(code, frame));
      return values;
    });
  const runs = codes.flatMap((code) => (code.waits ? [] : [code.run]));
  return plain((frame) => {
    const values: T[] = new Array(runs.length);
    for (let at = 0; at < runs.length; at++) values[at] = (runs[at] as (frame: Frame) => T)(frame);
    return values;
  });
}

/** Continues with what a generator makes of a value. */
export function andThen<A, T>(a: Code<A>, next: (a: A) => Steps<T>): Code<T> {
  return waiting(function* (frame) {
    return yield* next(yield* stepsOf(a, frame));
  });
}
