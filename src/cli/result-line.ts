import type { Writable } from "node:stream";
import type { ExecutionResult, ResultMetadata } from "../result.ts";

/** A result as a line of output: snake_case, without the streams that `output` already has. */
export function resultLine(trajectoryId: string | null, result: ExecutionResult): string {
  const { stdout: _stdout, stderr: _stderr, ...metadata } = result.metadata;
  return JSON.stringify({
    trajectory_id: trajectoryId,
    success: result.success,
    output: result.output,
    error: result.error,
    execution_id: result.executionId,
    slot_id: result.slotId,
    metadata: snakeCase(metadata),
  });
}

export function malformedLine(error: string): string {
  const metadata = { outcome: "invalid", duration_ms: 0, truncated: false };
  return JSON.stringify({
    trajectory_id: null,
    success: false,
    output: "",
    error,
    execution_id: null,
    slot_id: null,
    metadata,
  });
}

function snakeCase(metadata: Partial<ResultMetadata>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

/** Takes lines in any order and writes them in theirs, each as soon as those before it are written. */
export class OrderedWriter {
  readonly #sink: Writable;
  readonly #early = new Map<number, string>();
  #next = 0;

  constructor(sink: Writable) {
    this.#sink = sink;
  }

  write(index: number, line: string): void {
    this.#early.set(index, line);
    for (let due = this.#early.get(this.#next); due !== undefined; due = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++);
      this.#sink.write(`${due}\n`);
    }
  }
}
