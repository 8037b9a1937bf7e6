/** A text after another one: bytes that were no characters alone may be one together. */
export function joined(before: string, after: string): string {
  if (!isByte(after.charCodeAt(0))) return before + after;
  for (let taken = 1; taken <= 3 && isByte(before.charCodeAt(before.length - taken)); taken++) {
    const at = before.length - taken;
    const length = sequenceLength(before.charCodeAt(at) - 0xdc00);
    if (length <= taken || isHighSurrogate(before.charCodeAt(at - 1))) continue;
    const character = decoded(before.slice(at) + after.slice(0, length - taken));
    if (character !== undefined) return before.slice(0, at) + character + after.slice(length - taken);
  }
  return before + after;
}

/** A lone surrogate that stands for a byte. */
function isByte(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc2 ? 2 : 0;
}

function decoded(units: string): string | undefined {
  const bytes = new Uint8Array(units.length);
  for (let i = 0; i < units.length; i++) {
    if (!isByte(units.charCodeAt(i))) return undefined;
    bytes[i] = units.charCodeAt(i) - 0xdc00;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
