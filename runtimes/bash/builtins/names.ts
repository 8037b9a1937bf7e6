/** Whether a text can be the name of a variable. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** A variable, or one element of it. */
export interface Reference {
  readonly name: string;
  /** What stands between the brackets. */
  readonly subscript: string | undefined;
}

/** `name` or `name[subscript]`. @returns nothing if it is neither */
export function parseReference(text: string): Reference | undefined {
  const open = text.indexOf("[");
  if (open === -1) return isIdentifier(text) ? { name: text, subscript: undefined } : undefined;
  const name = text.slice(0, open);
  if (!isIdentifier(name) || !text.endsWith("]") || open + 2 > text.length - 1) return undefined;
  return { name, subscript: text.slice(open + 1, -1) };
}

export interface ParsedAssignment {
  readonly target: Reference;
  readonly append: boolean;
  readonly text: string;
}

/** `name=text`, `name+=text`, `name[subscript]=text`. @returns nothing if it is not an assignment */
export function parseAssignment(text: string): ParsedAssignment | undefined {
  const opening = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0];
  if (opening === undefined) return undefined;
  let at = opening.length;
  let subscript: string | undefined;
  if (text.charAt(at) === "[") {
    const end = closingBracket(text, at);
    if (end === -1) return undefined;
    subscript = text.slice(at + 1, end);
    at = end + 1;
  }
  const append = text.startsWith("+=", at);
  if (!append && text.charAt(at) !== "=") return undefined;
  return { target: { name: opening, subscript }, append, text: text.slice(at + (append ? 2 : 1)) };
}

function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return i;
  }
  return -1;
}
