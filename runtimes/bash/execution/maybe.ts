import type { MaybePromise } from "../../kernel/description.ts";

/** Whether a result has to be waited for. */
export function isPending<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise;
}
