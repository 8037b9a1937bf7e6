import type { MaybePromise } from "../../kernel/description.ts";
import { ExpansionError } from "./expansion-error.ts";

/**
 * Work that may have to wait: a generator that gives out what it waits for. Most expansions wait for nothing, and then
 * {@link run} has the result at once, at no turn of the event loop.
 */
export type Steps<T> = Generator<Promise<void>, T, void>;

export function* waitFor<T>(value: MaybePromise<T>): Steps<T> {
  if (!(value instanceof Promise)) return value;
  const results: T[] = [];
  yield value.then((result) => {
    results.push(result);
  });
  return results[0] as T;
}

export function run<T>(steps: Steps<T>): MaybePromise<T> {
  const first = steps.next();
  return first.done ? first.value : finish(steps, first.value);
}

async function finish<T>(steps: Steps<T>, pending: Promise<void>): Promise<T> {
  let waited = pending;
  for (;;) {
    let result: IteratorResult<Promise<void>, T>;
    try {
      await waited;
    } catch (error) {
      result = steps.throw(error);
      if (result.done) return result.value;
      waited = result.value;
      continue;
    }
    result = steps.next();
    if (result.done) return result.value;
    waited = result.value;
  }
}

/** For where nothing can wait: the subscript of a variable whose value is evaluated. */
export function runNow<T>(steps: Steps<T>): T {
  const first = steps.next();
  if (first.done) return first.value;
  first.value.catch(() => undefined);
  throw new ExpansionError("command substitution: not possible inside the value of an integer");
}
