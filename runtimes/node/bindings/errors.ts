import { fatalError } from "../fatal-error.ts";
import { positionOf } from "../source-line.ts";
import type { Binding, BindingContext } from "./binding.ts";

export const errors = {
  errors: (bare: Binding, context: BindingContext): void => {
    Object.assign(bare, {
      triggerUncaughtException: (error: unknown, fromPromise: boolean) =>
        fatalError(context.process, error, fromPromise, context.require),
      noSideEffectsToString,
      getErrorSourcePositions: positionOf,
    });
  },
};

/** Describes a value as V8 does, without running any of its code. */
function noSideEffectsToString(value: unknown): string {
  if (typeof value === "symbol") return value.toString();
  if (typeof value === "function") return Function.prototype.toString.call(value);
  if (typeof value !== "object" || value === null) return String(value);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  if (Array.isArray(value))
    return value.map((item) => (item === undefined ? "" : noSideEffectsToString(item))).join(",");
  return `#<${prototype?.constructor?.name ?? "Object"}>`;
}
