/** What makes no difference between lines. */
export interface LineRules {
  readonly ignoresCase: boolean;
  readonly whitespace: Whitespace;
  readonly tabWidth: number;
}

/** Which whitespace makes no difference: all, how much there is, at ends of lines, tabs or spaces. */
export type Whitespace = "significant" | "all" | "amount" | "trailing" | "tabs" | "tabs-and-trailing";

const TAB = 9;
const SPACE = 32;

/** Writes a line so that lines that are alike become the same. @returns nothing if only same lines are alike */
export function normalForm({
  ignoresCase,
  whitespace,
  tabWidth,
}: LineRules): ((line: Uint8Array) => Uint8Array) | undefined {
  const spaced = whitespaceForm(whitespace, tabWidth);
  if (!ignoresCase) return spaced;
  return (line) => lowerCase(spaced ? spaced(line) : line);
}

function whitespaceForm(whitespace: Whitespace, tabWidth: number): ((line: Uint8Array) => Uint8Array) | undefined {
  switch (whitespace) {
    case "significant":
      return undefined;
    case "all":
      return (line) => line.filter((byte) => !isSpace(byte));
    case "amount":
      return squeezed;
    case "trailing":
      return trimmed;
    case "tabs":
      return (line) => expanded(line, tabWidth);
    case "tabs-and-trailing":
      return (line) => expanded(trimmed(line), tabWidth);
  }
}

export function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= 13);
}

function lowerCase(line: Uint8Array): Uint8Array {
  return line.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
}

function trimmed(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (end > 0 && isSpace(line[end - 1] ?? 0)) end--;
  return line.subarray(0, end);
}

function squeezed(line: Uint8Array): Uint8Array {
  const { length: end } = trimmed(line);
  const kept = new Uint8Array(end);
  let length = 0;
  for (let at = 0; at < end; at++) {
    const byte = line[at] ?? 0;
    if (!isSpace(byte)) kept[length++] = byte;
    else if (at === 0 || !isSpace(line[at - 1] ?? 0)) kept[length++] = SPACE;
  }
  return kept.subarray(0, length);
}

function expanded(line: Uint8Array, tabWidth: number): Uint8Array {
  if (line.indexOf(TAB) < 0) return line;
  const bytes: number[] = [];
  let column = 0;
  for (const byte of line) {
    const count = byte === TAB ? tabWidth - (column % tabWidth) : 1;
    for (let added = 0; added < count; added++) bytes.push(byte === TAB ? SPACE : byte);
    if (byte === 8) column = Math.max(0, column - 1);
    else if (byte === 13) column = 0;
    else column += count;
  }
  return Uint8Array.from(bytes);
}

/** Whether there is nothing, or only whitespace, before the end of a line. */
export function isBlank(line: Uint8Array, countsSpaces: boolean): boolean {
  return countsSpaces ? line.length === 0 : line.every(isSpace);
}
