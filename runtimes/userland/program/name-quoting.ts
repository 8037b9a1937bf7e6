import { isPrintable } from "../../bash/quoting.ts";
import { C_ESCAPES, octal, quoteAlways, quoteIfNeeded } from "./quoting.ts";

/* How listings write names. */

export const NAME_STYLES = [
  "literal",
  "shell",
  "shell-always",
  "shell-escape",
  "shell-escape-always",
  "c",
  "c-maybe",
  "escape",
  "locale",
  "clocale",
] as const;
export type NameStyle = (typeof NAME_STYLES)[number];

const ESCAPES: Readonly<Record<string, string>> = { ...C_ESCAPES, "\\": "\\\\" };

export function quoteName(name: string, style: NameStyle): string {
  switch (style) {
    case "literal":
      return name;
    case "escape":
      return escaped(name, " ");
    case "c":
      return `"${escaped(name, '"')}"`;
    case "c-maybe":
      return escaped(name, '"') === name ? name : `"${escaped(name, '"')}"`;
    case "locale":
    case "clocale":
      return `‘${escaped(name, "")}’`;
    case "shell-escape":
      return quoteIfNeeded(name);
    case "shell-escape-always":
      return quoteAlways(name);
    default:
      return shellQuoted(name, style === "shell-always");
  }
}

/** Control characters as they are. */
function shellQuoted(name: string, always: boolean): string {
  if ([...name].every(isPrintable)) return always ? quoteAlways(name) : quoteIfNeeded(name);
  if (!always && !/[\s!"$&'()*;<=>?[\\\]^`|{}]|^[#~]/.test(name)) return name;
  return name.includes("'") && !/["$\\`]/.test(name) ? `"${name}"` : `'${name.replaceAll("'", "'\\''")}'`;
}

/** With backslashes before characters of `special` too. */
function escaped(name: string, special: string): string {
  let text = "";
  for (const character of name) {
    const sequence = ESCAPES[character];
    if (sequence !== undefined) text += sequence;
    else if (special.includes(character)) text += `\\${character}`;
    else if (isPrintable(character)) text += character;
    else text += octal(character);
  }
  return text;
}

/** With a question mark for each byte of what can't be shown. */
export function withoutControls(name: string): string {
  let text = "";
  for (const character of name) text += isPrintable(character) ? character : "?";
  return text;
}
