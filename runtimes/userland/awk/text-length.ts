export const SURROGATE = /[\ud800-\udfff]/;

/** How many characters a text has. */
export function lengthOfText(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = text.length;
  for (let at = 0; at < text.length - 1; at++)
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      length--;
      at++;
    }
  return length;
}

/** The text between two characters, counted from 0. */
export function sliceText(text: string, start: number, end: number): string {
  if (!SURROGATE.test(text)) return text.slice(start, end);
  return [...text].slice(start, end).join("");
}
