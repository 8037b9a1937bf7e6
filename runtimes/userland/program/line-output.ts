import type { Output } from "./output.ts";

const TERMINATORS: Readonly<Record<number, Uint8Array>> = { 0: Uint8Array.of(0), 10: Uint8Array.of(10) };

/** Adds a line and its end. */
export function putLine(output: Output, line: Uint8Array, end: number): void {
  output.put(line);
  output.put(TERMINATORS[end] ?? Uint8Array.of(end));
}
