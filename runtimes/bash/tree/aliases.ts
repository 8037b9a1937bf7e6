/** Words after which a command begins again. */
const OPENERS = new Set([
  "then",
  "do",
  "else",
  "elif",
  "if",
  "while",
  "until",
  "!",
  "{",
  "time",
  "(",
  ";",
  "&&",
  "||",
  "|",
  "&",
]);

/**
 * Puts what aliases stand for in place of command names. Bash does this while it reads; here it is done before parsing, on names
 * that stand where a command begins, outside of quotes and here-documents.
 */
export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  let result = "";
  let at = 0;
  let expectsCommand = true;
  while (at < text.length) {
    const unit = text[at] ?? "";
    if (unit === " " || unit === "\t") {
      result += unit;
      at++;
    } else if (unit === "\n" || unit === ";" || unit === "&" || unit === "|" || unit === "(") {
      result += unit;
      at++;
      expectsCommand = true;
    } else if (unit === "#") {
      const end = text.indexOf("\n", at);
      result += text.slice(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end;
    } else {
      const end = wordEnd(text, at);
      const word = text.slice(at, end);
      at = end;
      if (!expectsCommand) {
        result += word;
        continue;
      }
      const expanded = expandName(word, aliases, new Set());
      result += expanded;
      expectsCommand = OPENERS.has(word) || isAssignment(word) || (expanded !== word && /[ \t]$/.test(expanded));
    }
  }
  return result;
}

function expandName(word: string, aliases: ReadonlyMap<string, string>, seen: Set<string>): string {
  const alias = aliases.get(word);
  if (alias === undefined || seen.has(word)) return word;
  seen.add(word);
  const start = alias.length - alias.trimStart().length;
  const end = wordEnd(alias, start);
  const first = alias.slice(start, end);
  return alias.slice(0, start) + expandName(first, aliases, seen) + alias.slice(end);
}

function isAssignment(word: string): boolean {
  return /^[A-Za-z_][A-Za-z_0-9]*\+?=/.test(word);
}

/** Where a word ends, with its quotes and what they hold. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text[at] ?? "";
    if (" \t\n;&|()<>".includes(unit)) {
      if (at === from && (unit === "<" || unit === ">" || unit === ")")) return at + 1;
      break;
    }
    if (unit === "\\") at += 2;
    else if (unit === "'") at = closing(text, at + 1, "'");
    else if (unit === '"') at = doubleQuoteEnd(text, at + 1);
    else if (unit === "`") at = closing(text, at + 1, "`");
    else if (unit === "$" && text[at + 1] === "(") at = bracketEnd(text, at + 2, "(", ")");
    else if (unit === "$" && text[at + 1] === "{") at = bracketEnd(text, at + 2, "{", "}");
    else at++;
  }
  return Math.min(at, text.length);
}

function closing(text: string, from: number, quote: string): number {
  const end = text.indexOf(quote, from);
  return end < 0 ? text.length : end + 1;
}

function doubleQuoteEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === "\\") at += 2;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === "$" && text[at + 1] === "(") at = bracketEnd(text, at + 2, "(", ")");
    else at++;
  }
  return text.length;
}

function bracketEnd(text: string, from: number, open: string, close: string): number {
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
