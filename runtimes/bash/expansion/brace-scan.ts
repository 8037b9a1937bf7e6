/** A pair of braces outside of quotes and expansions, with the commas of its own level. */
export interface Brace {
  readonly open: number;
  readonly end: number;
  readonly commas: readonly number[];
}

/** The pairs of a text, by where they open. Braces that aren't closed are none. */
export function bracesIn(text: string): readonly Brace[] {
  const found: Brace[] = [];
  const pending: { readonly open: number; readonly commas: number[] }[] = [];
  for (let i = 0; i < text.length; i = after(text, i)) {
    const character = text[i];
    if (character === "{") pending.push({ open: i, commas: [] });
    else if (character === ",") pending.at(-1)?.commas.push(i);
    else if (character === "}") {
      const brace = pending.pop();
      if (brace) found.push({ ...brace, end: i });
    }
  }
  return found.sort((a, b) => a.open - b.open);
}

/** The place behind what begins there: a character, or a quoted text or an expansion as a whole. */
function after(text: string, at: number): number {
  const character = text[at];
  if (character === "\\") return at + 2;
  if (character === "'") return past(text.indexOf("'", at + 1), text);
  if (character === '"' || character === "`") return quoteEnd(text, at, character);
  if (character === "$") {
    const next = text[at + 1];
    if (next === "{" || next === "(") return groupEnd(text, at + 1, next, next === "{" ? "}" : ")");
    if (next === "'") return quoteEnd(text, at + 1, "'");
  }
  if ((character === "<" || character === ">") && text[at + 1] === "(") return groupEnd(text, at + 1, "(", ")");
  return at + 1;
}

function past(end: number, text: string): number {
  return end < 0 ? text.length : end + 1;
}

function quoteEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i + 1;
    else if (quote === '"' && text[i] === "$" && (text[i + 1] === "(" || text[i + 1] === "{")) i = after(text, i) - 1;
  }
  return text.length;
}

function groupEnd(text: string, at: number, open: string, close: string): number {
  let depth = 0;
  for (let i = at; i < text.length; ) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i + 1;
    i = text[i] === open ? i + 1 : after(text, i);
  }
  return text.length;
}
