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

/** A character by its byte: one of 80 or more is no character by itself, and stays that byte when it is printed. */
export function characterOfByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + (byte & 0xff));
}

/** The character that a letter behind a backslash stands for. */
export function escapedLetter(letter: string): string | undefined {
  return Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** A string with its escapes replaced by what they stand for; of unknown ones only the backslash goes. */
export function readEscapes(text: string, onUnknown: (letter: string) => void = () => {}): string {
  if (!text.includes("\\")) return text;
  let hasBytes = false;
  const read = text.replace(ESCAPE, (_whole, hex?: string, octal?: string, letter?: string) => {
    if (hex !== undefined || octal !== undefined) {
      const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? "", 8) & 0xff;
      hasBytes ||= byte >= 0x80;
      return characterOfByte(byte);
    }
    if (letter === undefined) return "\\";
    const known = escapedLetter(letter);
    if (known === undefined) onUnknown(letter);
    return known ?? letter;
  });
  return hasBytes ? joinBytes(read) : read;
}

/** Bytes that were written one by one and are UTF-8 together become the character. */
function joinBytes(text: string): string {
  return text.replace(/[\udc80-\udcff]{2,}/g, (bytes) => {
    const percent = [...bytes].map((byte) => `%${(byte.charCodeAt(0) & 0xff).toString(16)}`).join("");
    try {
      return decodeURIComponent(percent);
    } catch {
      return bytes;
    }
  });
}
