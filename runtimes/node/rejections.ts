import type { RejectionKind } from "../abi/node.ts";
import { loop } from "./loop.ts";
import { errorOfStack } from "./stacks.ts";

const NO_HANDLER = 0;

/**
 * The host learns of a promise that nobody handled only when the turn is over, and gets a copy of the reason: the error itself is
 * found by its stack.
 */
export function reject(reason: unknown, kind: RejectionKind): void {
  const original =
    kind === "error" && typeof reason === "string"
      ? (errorOfStack(reason) ?? remade(reason))
      : kind === "object"
        ? {}
        : reason;
  const promise = Promise.reject(original);
  promise.catch(() => {});
  loop.guarded(() => loop.promiseRejected(NO_HANDLER, promise, original));
}

function remade(stack: string): Error {
  const [, name = "Error", message = ""] = /^(\w+)(?:: ([^\n]*))?/.exec(stack) ?? [];
  const error = new Error(message);
  error.name = name;
  Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}
