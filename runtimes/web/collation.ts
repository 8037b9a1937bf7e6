/**
 * The order of the slot's locale, C.UTF-8: by code point. The engine's own is that of a dictionary, where `B` comes after
 * `a`.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return rank(a, at) < rank(b, at) ? -1 : 1;
}

/** A surrogate stands for a code point beyond all that are one unit. */
function rank(text: string, at: number): number {
  if (at >= text.length) return -1;
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
