import { widthOf } from "../program/characters.ts";

/** In how many columns a text is printed; control characters take none. */
export function textWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The longest beginning of a text that is so wide at most. */
export function cutToWidth(text: string, width: number): string {
  if (isPlain(text)) return text.slice(0, width);
  let [end, used] = [0, 0];
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Whether all of it is printed in a column each. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126) return false;
  }
  return true;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 32 || (code >= 127 && code < 160) ? 0 : widthOf(code);
}
