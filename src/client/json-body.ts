/** More than this may be no string any more. */
const MAX_TEXT_BYTES = 500 * 1024 * 1024;

/**
 * Parses a body that came in chunks. One that is too long for a string is parsed item by item, which an array can be.
 * @throws SyntaxError for what is no JSON, and for another value that is as long
 */
export function parseBody(chunks: readonly Buffer[], maxTextBytes = MAX_TEXT_BYTES): unknown {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (bytes <= maxTextBytes) return JSON.parse(textOf(chunks));
  return Array.from(arrayItems(chunks), (item): unknown => JSON.parse(item));
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const [ARRAY] = Buffer.from("[");
const OPENING = new Set(Buffer.from("[{"));
const CLOSING = new Set(Buffer.from("]}"));
const SPACE = new Set(Buffer.from(" \t\r\n"));

/** The texts between an array's brackets and commas. What is wrong in one of them, whoever parses it finds out. */
function* arrayItems(chunks: readonly Buffer[]): Generator<string> {
  let item: Buffer[] = [];
  let depth = 0;
  let hasEnded = false;
  let inString = false;
  let isEscaped = false;
  for (const chunk of chunks) {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? 0;
      if (isEscaped) isEscaped = false;
      else if (inString) {
        isEscaped = byte === BACKSLASH;
        inString = byte !== QUOTE;
      } else if (depth === 0) {
        if (SPACE.has(byte)) continue;
        if (byte !== ARRAY || hasEnded) throw new SyntaxError("too long a text that is no array");
        depth = 1;
        start = index + 1;
      } else if (byte === QUOTE) inString = true;
      else if (OPENING.has(byte)) depth++;
      else if ((byte === COMMA && depth === 1) || (CLOSING.has(byte) && --depth === 0)) {
        item.push(chunk.subarray(start, index));
        yield textOf(item);
        item = [];
        start = index + 1;
        hasEnded = depth === 0;
      }
    }
    if (depth > 0) item.push(chunk.subarray(start));
  }
  if (!hasEnded) throw new SyntaxError("the array doesn't end");
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
