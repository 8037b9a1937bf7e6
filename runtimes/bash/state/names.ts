/** Whether a text is a name that a variable can have. */
export function isName(text: string): boolean {
  const first = text.charCodeAt(0);
  if (!isNameStart(first)) return false;
  for (let i = 1; i < text.length; i++) if (!isNameUnit(text.charCodeAt(i))) return false;
  return true;
}

export function isNameStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

export function isNameUnit(unit: number): boolean {
  return isNameStart(unit) || (unit >= 48 && unit <= 57);
}

/** By code points, as C.UTF-8 sorts. UTF-16 alone would put what is beyond U+FFFF before U+E000. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** `name[subscript]` taken apart; nothing if it is not of that form. */
export function splitElementName(text: string): { name: string; subscript: string } | undefined {
  const open = text.indexOf("[");
  if (open <= 0 || !text.endsWith("]") || !isName(text.slice(0, open))) return undefined;
  return { name: text.slice(0, open), subscript: text.slice(open + 1, -1) };
}
