import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";

export const NEWLINE = 10;

/** Whole lines that came together; none has its end. */
export interface LineBatch {
  readonly lines: readonly Uint8Array[];
  /** Whether the last line is without an end: it is the last of all. */
  readonly isUnended: boolean;
}

/** The lines of a descriptor until its end, as they come. */
export async function* linesOf(process: Process, fd: number, end = NEWLINE): AsyncGenerator<LineBatch> {
  let pending: Uint8Array[] = [];
  for (;;) {
    const chunk = await process.read(fd);
    if (chunk.length === 0) break;
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, from)) {
      const line = chunk.subarray(from, at);
      lines.push(pending.length === 0 ? line : concatBytes([...pending, line]));
      if (pending.length > 0) pending = [];
      from = at + 1;
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
    if (lines.length > 0) yield { lines, isUnended: false };
  }
  if (pending.length > 0) yield { lines: [concatBytes(pending)], isUnended: true };
}
