import { open } from "node:fs/promises";
import { callLineParser, type ParsedLine } from "./call-line.ts";
import { reasonOf, UsageError } from "./errors.ts";

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

const LINE_FEED = 10;

/**
 * The lines of a stream of bytes. Only a line feed ends one: `readline` also splits at U+2028, which JSON allows inside
 * of a string.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    let rest = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      pending.push(rest.subarray(0, end));
      yield pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending);
      pending = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) pending.push(rest);
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}
