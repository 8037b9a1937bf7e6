import { open } from "node:fs/promises";
import { callLineParser, type ParsedLine } from "./call-line.ts";
import { reasonOf } from "./reason.ts";
import { splitLines } from "./split-lines.ts";
import { UsageError } from "./usage.ts";

/**
 * Reads all calls: only the end tells which one is a trajectory's last. Blank lines are no calls, but count as lines.
 * @param source a file, or `-` for standard input, which is left where it is when `signal` fires
 * @throws UsageError if it can't be read
 */
export async function readCalls(source: string, maxTimeoutS: number, signal: AbortSignal): Promise<ParsedLine[]> {
  const parse = callLineParser(maxTimeoutS);
  const parsed: ParsedLine[] = [];
  let lineNumber = 0;
  try {
    const input = source === "-" ? process.stdin : (await open(source)).createReadStream();
    if (source === "-") signal.addEventListener("abort", () => input.destroy(), { once: true });
    for await (const line of splitLines(input)) {
      lineNumber++;
      if (!isBlank(line)) parsed.push(parse(line, lineNumber, parsed.length));
    }
  } catch (error) {
    if (!signal.aborted) throw new UsageError(`can't read ${source}: ${reasonOf(error)}`);
  }
  return parsed;
}

function isBlank(line: Buffer): boolean {
  return line.length < 100 && line.toString("latin1").trim() === "";
}
