import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";

/** How much of each file `head` or `tail` prints. */
export interface Share {
  readonly unit: "lines" | "bytes";
  readonly count: number;
  /** `head -n -N` and `tail -n +N`: all but so much, from there on. */
  readonly isFromOtherEnd: boolean;
}

/** The line that names a file, if there are several. */
export function header(operand: string, isFirst: boolean): string {
  return `${isFirst ? "" : "\n"}==> ${operand === "-" ? "standard input" : operand} <==\n`;
}

/** Where the Nth line end is, behind it; the number of them that are missing, negative, if there are fewer. */
export function endOfLines(bytes: Uint8Array, count: number, end: number): number {
  let left = count;
  let at = 0;
  while (left > 0) {
    const found = bytes.indexOf(end, at);
    if (found < 0) return -left;
    at = found + 1;
    left--;
  }
  return at;
}

/** What was read too much of a file is given back, so that who shares it goes on behind what was used. */
export function giveBack(process: Process, fd: number, bytes: number): void {
  if (bytes === 0) return;
  try {
    process.descriptors.get(fd).seek(-bytes, "current");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}
