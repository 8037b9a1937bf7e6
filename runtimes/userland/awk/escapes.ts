import { byteText, joinBytes } from "../../bash/escapes.ts";

const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S])|$)/gu;

/** The character that a letter behind a backslash stands for. */
export function escapedLetter(letter: string): string | undefined {
  return Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** A string with its escapes replaced by what they stand for; of unknown ones only the backslash goes. */
export function readEscapes(text: string, onUnknown: (letter: string) => void = () => {}): string {
  if (!text.includes("\\")) return text;
  const read = text.replace(ESCAPE, (_whole, hex?: string, octal?: string, letter?: string) => {
    if (hex !== undefined || octal !== undefined) {
      const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? "", 8) & 0xff;
      return byteText(byte);
    }
    if (letter === undefined) return "\\";
    const known = escapedLetter(letter);
    if (known === undefined) onUnknown(letter);
    return known ?? letter;
  });
  return joinBytes(read);
}
