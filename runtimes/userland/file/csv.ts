const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
/** So many lines are looked at. */
const MOST_LINES = 10;
const FEWEST_LINES = 3;

/** Whether all lines have as many commas, and there are some; those in quotes don't count. */
export function isCsv(bytes: Uint8Array): boolean {
  let [commas, wanted, lines] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfQuote(bytes, at + 1) - 1;
    else if (byte === COMMA) commas++;
    else if (byte === NEWLINE) {
      lines++;
      if (lines === MOST_LINES) return wanted !== 0 && wanted === commas;
      if (wanted === 0) {
        if (commas === 0) return false;
        wanted = commas;
      } else if (wanted !== commas) return false;
      commas = 0;
    }
  }
  return wanted !== 0 && lines >= FEWEST_LINES;
}

/** Two quotes stand for one. */
function endOfQuote(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (bytes[at++] !== QUOTE) continue;
    if (bytes[at] !== QUOTE) return at;
    at++;
  }
  return at;
}
