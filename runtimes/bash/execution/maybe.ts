import type { MaybePromise } from "../../kernel/description.ts";

/** Whether a result has to be waited for. */
export function isPending<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise;
}

/** Goes on with a result: at once, if it need not be waited for. */
export function after<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPending(value) ? value.then(next) : next(value);
}
