import type { Table } from "./table.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/** A table as an object of one list, of an object a row; cells that are empty are null. */
export function jsonText({ columns, rows }: Table, name: string): string {
  const objects = rows.map((row) => {
    const members = columns.map(({ name: key = "", index }) => `         ${quotedKey(key)}: ${cellValue(row[index])}`);
    return `{\n${members.join(",\n")}\n      }`;
  });
  return `{\n   ${quotedKey(name)}: [\n      ${objects.join(",")}\n   ]\n}\n`;
}

function cellValue(cell = ""): string {
  return cell === "" ? "null" : quoted(cell);
}

function quotedKey(key: string): string {
  return quoted(key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
}

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must be escaped
  const escaped = text.replace(/["\\\x00-\x1f]/g, (character) => ESCAPES[character] ?? unicodeEscape(character));
  return `"${escaped}"`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
