import type { Output } from "./output.ts";

/** Adds a line and its end. */
export function putLine(output: Output, line: Uint8Array, end: number): void {
  output.put(line);
  output.putByte(end);
}
