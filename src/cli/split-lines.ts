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
