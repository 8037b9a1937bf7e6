import type { Require } from "./bindings/binding.ts";
import { exitProgram } from "./machine.ts";
import { nodeFacts } from "./node-facts.ts";
import type { NodeProcess } from "./process-object.ts";
import { sourceLineOf } from "./source-line.ts";
import { printError } from "./standard-error.ts";

interface Enhancers {
  readonly fatalExceptionStackEnhancers: {
    beforeInspector(error: object): unknown;
    afterInspector(error: object): unknown;
  };
}

type Inspect = (value: unknown) => string;

/** What Node does with an error that nobody caught. It returns only if a handler of the program took it. */
export function fatalError(process: NodeProcess, error: unknown, fromPromise: boolean, require: Require): void {
  const EXIT_HANDLER_FAILED = 7;
  let handled: boolean;
  try {
    handled = process._fatalException(error, fromPromise);
  } catch (second) {
    reportError(second, false, require);
    exitProgram(EXIT_HANDLER_FAILED);
    return;
  }
  if (handled) return;
  reportError(error, fromPromise, require);
  exitProgram(process.exitCode || 1);
}

const LAST_LINE = `\nNode.js ${nodeFacts.version}\n`;

/** Prints an error as Node does when a program ends with it. */
export function reportError(error: unknown, fromPromise: boolean, require: Require, lastLine = LAST_LINE): void {
  const { inspect } = require<{ inspect: Inspect }>("internal/util/inspect");
  const { fatalExceptionStackEnhancers } = require<Enhancers>("internal/errors");
  if (typeof error === "object" && error !== null && "stack" in error) {
    const arrow = sourceLineOf(error, fromPromise);
    printError(`${arrow ? `${arrow}\n` : ""}${describe(error, fatalExceptionStackEnhancers)}\n${lastLine}`);
    return;
  }
  // V8 tells nobody inside the isolate where the value was thrown.
  const isObject = typeof error === "object" && error !== null;
  const hint = isObject ? "" : "(Use `node --trace-uncaught ...` to show where the exception was thrown)\n";
  printError(`Uncaught:\n${typeof error === "string" ? error : inspect(error)}\n${hint}${lastLine}`);
}

function describe(
  error: object,
  { beforeInspector, afterInspector }: Enhancers["fatalExceptionStackEnhancers"],
): string {
  try {
    const stack = beforeInspector(error);
    if (typeof stack === "string") (error as { stack: unknown }).stack = stack;
    return String(afterInspector(error));
  } catch {
    return String((error as { stack?: unknown }).stack);
  }
}
