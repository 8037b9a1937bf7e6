const PLACES = "bB<>`'";

/** A basic regular expression, as GNU's tools know it, written as an extended one. */
export function extendedOf(basic: string): string {
  let extended = "";
  /** Whether an expression begins here, where `*` and `^` have another meaning. */
  let begins = true;
  /** Whether there was a place between characters just before, behind which nothing repeats. */
  let isPlace = false;
  for (let at = 0; at < basic.length; at++) {
    const character = basic.charAt(at);
    if (character === "[") {
      const end = bracketEnd(basic, at);
      extended += basic.slice(at, end);
      at = end - 1;
      begins = false;
    } else if (character === "\\") {
      const next = basic.charAt(++at);
      const isOperator = "+?|(){}".includes(next) && next !== "" && !(isPlace && (next === "+" || next === "?"));
      extended += isOperator ? next : `\\${next}`;
      begins = next === "(" || next === "|";
      isPlace = PLACES.includes(next) && next !== "";
      continue;
    } else if (character === "*" && (begins || isPlace)) {
      extended += "\\*";
      begins = false;
    } else if (character === "^") extended += begins ? "^" : "\\^";
    else if (character === "$") {
      extended += /^(?:$|\\[)|])/.test(basic.slice(at + 1)) ? "$" : "\\$";
      begins = false;
    } else {
      extended += "+?|(){}".includes(character) ? `\\${character}` : character;
      begins = false;
    }
    isPlace = false;
  }
  return extended;
}

/** Where a bracket expression ends, behind its `]`. */
function bracketEnd(text: string, from: number): number {
  let at = from + 1;
  if (text.charAt(at) === "^") at++;
  if (text.charAt(at) === "]") at++;
  for (; at < text.length && text.charAt(at) !== "]"; at++) {
    const kind = text.charAt(at + 1);
    if (text.charAt(at) !== "[" || !":.=".includes(kind) || kind === "") continue;
    const end = text.indexOf(`${kind}]`, at + 2);
    if (end >= 0) at = end + 1;
  }
  return Math.min(text.length, at + 1);
}
