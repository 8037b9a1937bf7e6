import { decodeUtf8, latin1Of } from "../web/encoding.ts";
import type { FileType } from "./file-type.ts";

/* What a text is: its characters, its lines, and what language it is in where that is easy to see. */

const LONG_LINE = 300;

/** By the program that a script begins with. */
const SCRIPTS: readonly (readonly [program: RegExp, text: string, mime: string])[] = [
  [/^(?:ba)sh$/, "Bourne-Again shell script", "text/x-shellscript"],
  [/^(?:da)?sh$/, "POSIX shell script", "text/x-shellscript"],
  [/^python[\d.]*$/, "Python script", "text/x-script.python"],
  [/^node(?:js)?$/, "Node.js script executable", "application/javascript"],
  [/^perl$/, "Perl script text executable", "text/x-perl"],
  [/^ruby$/, "Ruby script", "text/x-ruby"],
];

export interface TextType extends FileType {
  readonly charset: string;
}

/** @returns nothing for what is no text */
export function textType(bytes: Uint8Array): TextType | undefined {
  const charset = charsetOf(bytes);
  if (charset === undefined) return undefined;
  const text = latin1Of(bytes);
  if (/^\s*[[{]/.test(text) && isJson(decodeUtf8(bytes, "escape")))
    return { text: "JSON text data", mime: "application/json", charset: charset.mime };
  const language = languageOf(text);
  const parts = [
    `${language?.text === undefined ? "" : `${language.text}, `}${charset.text}${language?.isScript ? " executable" : ""}`,
  ];
  const longest = text.split(/\r\n|\r|\n/).reduce((most, line) => Math.max(most, line.length), 0);
  if (longest > LONG_LINE) parts.push(`with very long lines (${longest})`);
  const ends = lineEnds(text);
  if (ends !== "") parts.push(ends);
  if (text.includes("\x1b")) parts.push("with escape sequences");
  return { text: parts.join(", "), mime: language?.mime ?? "text/plain", charset: charset.mime };
}

/** @returns nothing for bytes that are no text */
export function charsetOf(bytes: Uint8Array): { text: string; mime: string } | undefined {
  let isAscii = true;
  for (const byte of bytes) {
    const isControl = byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127;
    if (isControl) return undefined;
    if (byte > 127) isAscii = false;
  }
  if (isAscii) return { text: "ASCII text", mime: "us-ascii" };
  const decoded = decodeUtf8(bytes, "escape");
  if (!/[\udc80-\udcff](?<![\ud800-\udbff].)/.test(decoded)) {
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { text: `Unicode text, UTF-8${hasMark ? " (with BOM)" : ""} text`, mime: "utf-8" };
  }
  const isLatin = bytes.every((byte) => byte < 0x80 || byte >= 0xa0);
  return isLatin
    ? { text: "ISO-8859 text", mime: "iso-8859-1" }
    : { text: "Non-ISO extended-ASCII text", mime: "unknown-8bit" };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function languageOf(text: string): { text: string; mime: string; isScript: boolean } | undefined {
  const [, path = "", argument = ""] = /^#![ \t]*(\S+)[ \t]*(\S*)/.exec(text) ?? [];
  const name = path.slice(path.lastIndexOf("/") + 1);
  const program = name === "env" ? argument : name;
  const script = SCRIPTS.find(([pattern]) => pattern.test(program));
  if (script) return { text: script[1], mime: script[2], isScript: !script[1].includes("executable") };
  if (path !== "")
    return { text: `a ${path}${argument === "" ? "" : ` ${argument}`} script`, mime: "text/plain", isScript: true };
  if (/^<\?xml version="1\.0"/.test(text)) return { text: "XML 1.0 document", mime: "text/xml", isScript: false };
  if (/^\s*<(?:!doctype html|html)/i.test(text)) return { text: "HTML document", mime: "text/html", isScript: false };
  if (/^#include\b/m.test(text)) return { text: "C source", mime: "text/x-c", isScript: false };
  if (/^(?:import|from) [\w.]+/m.test(text) && /^def \w+\(.*\):/m.test(text))
    return { text: "Python script", mime: "text/x-script.python", isScript: true };
  return undefined;
}

function lineEnds(text: string): string {
  const kinds: string[] = [];
  if (text.includes("\r\n")) kinds.push("CRLF");
  if (/\r(?!\n)/.test(text)) kinds.push("CR");
  if (/(?<!\r)\n/.test(text)) kinds.push("LF");
  if (kinds.length === 0) return "with no line terminators";
  return kinds.length === 1 && kinds[0] === "LF" ? "" : `with ${kinds.join(", ")} line terminators`;
}
