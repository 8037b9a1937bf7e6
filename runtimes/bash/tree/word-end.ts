/**
 * Where a word ends, with its quotes and expansions and what they hold; the parser is not asked for so little.
 * @param hasExtendedGlobs whether `@(…)` is a part of it
 */
export function wordEnd(text: string, from: number, hasExtendedGlobs = true): number {
  let at = from;
  while (at < text.length) {
    const unit = text[at] ?? "";
    const isGroup = text[at + 1] === "(";
    if (isGroup && (unit === "$" || unit === "<" || unit === ">")) at = bracketEnd(text, at + 2, "(", ")");
    else if (isGroup && hasExtendedGlobs && ("@+?*".includes(unit) || (unit === "!" && at > from)))
      at = bracketEnd(text, at + 2, "(", ")");
    else if (" \t\n;&|()<>".includes(unit)) break;
    else if (unit === "\\") at += 2;
    else if (unit === "'") at = closing(text, at + 1, "'");
    else if (unit === '"') at = doubleQuoteEnd(text, at + 1);
    else if (unit === "`") at = escapedEnd(text, at + 1, "`");
    else if (unit === "$" && text[at + 1] === "'") at = escapedEnd(text, at + 2, "'");
    else if (unit === "$" && text[at + 1] === "{") at = bracketEnd(text, at + 2, "{", "}");
    else at++;
  }
  return Math.min(at, text.length);
}

/** Where the bracket ends that was opened before `from`, behind its closing one. */
export function bracketEnd(text: string, from: number, open: string, close: string): number {
  let depth = 1;
  let at = from;
  while (at < text.length && depth > 0) {
    const unit = text[at];
    if (unit === "\\") at++;
    else if (unit === "'") at = closing(text, at + 1, "'") - 1;
    else if (unit === '"') at = doubleQuoteEnd(text, at + 1) - 1;
    else if (unit === open) depth++;
    else if (unit === close) depth--;
    at++;
  }
  return at;
}

function closing(text: string, from: number, quote: string): number {
  const end = text.indexOf(quote, from);
  return end < 0 ? text.length : end + 1;
}

function escapedEnd(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function doubleQuoteEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === "\\") at += 2;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === "$" && text[at + 1] === "(") at = bracketEnd(text, at + 2, "(", ")");
    else if (text[at] === "$" && text[at + 1] === "{") at = bracketEnd(text, at + 2, "{", "}");
    else at++;
  }
  return text.length;
}
