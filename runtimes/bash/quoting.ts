/*
 * The ways in which bash writes a text so that a shell reads it back. Text as everywhere in the shell: a lone surrogate of
 * U+DC80 … U+DCFF is a byte that is not UTF-8.
 */

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\x1b": "\\E",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  "'": "\\'",
};

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Cf}\p{Co}]$/u;
const BACKSLASHED = new Set(" \t\n'\"\\|&;()<>!{}*[]?^$`,");
const META = new Set(" \t\n'\"\\|&;()<>!{}*[]?^$`");

/** Whether a character (a whole code point) is shown as it is. */
export function isPrintable(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) return code >= 0x20 && code < 0x7f;
  return PRINTABLE.test(character);
}

/** Whether a text can't be written but as `$'…'`. */
export function needsAnsi(text: string): boolean {
  for (const character of text) if (!isPrintable(character)) return true;
  return false;
}

/** `$'…'` */
export function quoteAnsi(text: string): string {
  let quoted = "$'";
  for (const character of text) quoted += NAMED_ESCAPES[character] ?? visible(character);
  return `${quoted}'`;
}

function visible(character: string): string {
  return isPrintable(character) ? character : bytesOf(character).map(octalEscape).join("");
}

/** A byte as a backslash and three octal digits. */
export function octalEscape(byte: number): string {
  return `\\${byte.toString(8).padStart(3, "0")}`;
}

/** The bytes of one character. */
export function bytesOf(character: string): number[] {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return [code];
  if (code >= 0xdc80 && code <= 0xdcff) return [code - 0xdc00];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

/** `'…'`, as `trap -p` and `alias` print. */
export function quoteSingle(text: string): string {
  if (text === "'") return "\\'";
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `"…"` */
export function quoteDouble(text: string): string {
  let quoted = '"';
  for (const character of text) {
    if (character === '"' || character === "\\" || character === "$" || character === "`") quoted += "\\";
    quoted += character;
  }
  return `${quoted}"`;
}

/** As `%q` writes it: backslashes. */
export function quoteBackslash(text: string): string {
  if (text === "") return "''";
  if (needsAnsi(text)) return quoteAnsi(text);
  let quoted = "";
  let previous = "";
  for (const character of text) {
    const isTilde = character === "~" && (previous === "" || previous === ":" || previous === "=");
    if (BACKSLASHED.has(character) || isTilde || (character === "#" && previous === "")) quoted += "\\";
    quoted += character;
    previous = character;
  }
  return quoted;
}

/** As `${x@Q}` writes it: single quotes, or `$'…'`. */
export function quoteReusable(text: string): string {
  return needsAnsi(text) ? quoteAnsi(text) : quoteSingle(text);
}

/** A value, as `declare -p` writes it. */
export function quoteValue(text: string): string {
  return needsAnsi(text) ? quoteAnsi(text) : quoteDouble(text);
}

/** A key of an associative array, as `declare -p` writes it. */
export function quoteKey(text: string): string {
  if (needsAnsi(text)) return quoteAnsi(text);
  return text === "" || text === "@" || text === "*" || hasMeta(text) ? quoteDouble(text) : text;
}

/** A value, as `set` lists it: quotes only where they are needed. */
export function quoteListed(text: string): string {
  if (needsAnsi(text)) return quoteAnsi(text);
  return hasMeta(text) ? quoteSingle(text) : text;
}

/** A word as xtrace shows it: as it is where that reads back, quoted otherwise. */
export function quoteForTrace(text: string): string {
  if (text === "") return "''";
  if (hasMeta(text)) return quoteSingle(text);
  return needsAnsi(text) ? quoteAnsi(text) : text;
}

function hasMeta(text: string): boolean {
  let previous = "";
  for (const character of text) {
    if (META.has(character)) return true;
    if (character === "~" && (previous === "" || previous === "=" || previous === ":")) return true;
    if (character === "#" && (previous === "" || previous === " " || previous === "\t")) return true;
    previous = character;
  }
  return false;
}
