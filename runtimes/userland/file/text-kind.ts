import { isCsv } from "./csv.ts";
import type { FileKind } from "./file-kind.ts";
import { jsonKind } from "./json-kind.ts";
import type { Language } from "./script-language.ts";
import { type Charset, charsetOf } from "./text-charset.ts";
import { textLanguages } from "./text-language.ts";

/* What a text is: its characters, its lines, and what language it is in where that is easy to see. */

const LONG_LINE = 300;

/** @returns nothing for what is no text */
export function textKind(bytes: Uint8Array): FileKind | undefined {
  const charset = charsetOf(bytes);
  if (charset === undefined) return undefined;
  const json = charset.isByteWise ? jsonKind(bytes) : undefined;
  if (json) return { ...json, charset: charset.mime, all: [json.text, `, ${describedText(charset)}`] };
  if (charset.isByteWise && isCsv(bytes)) return { text: "CSV text", mime: "text/csv", charset: charset.mime };
  const [language, second] = charset.isByteWise ? textLanguages(charset.content) : [];
  return {
    text: describedText(charset, language),
    mime: language?.mime ?? "text/plain",
    charset: charset.mime,
    extensions: language && EXTENSIONS[language.text],
    // Only the last is told with its characters.
    ...(language && second && { all: [`${language.text} text executable`, describedText(charset, second)] }),
  };
}

const EXTENSIONS: Readonly<Record<string, string>> = { "JavaScript source": "js", "DOS batch file": "bat" };

/** What its characters and lines are, behind the language. */
export function describedText({ text, content }: Charset, language?: Language): string {
  const parts = [`${language ? `${language.text}, ` : ""}${text}${language?.isExecutable ? " executable" : ""}`];
  const longest = content.split(/\r\n|\r|\n/).reduce((most, line) => Math.max(most, line.length), 0);
  if (longest > LONG_LINE) parts.push(`with very long lines (${longest})`);
  const ends = lineEnds(content);
  if (ends !== "") parts.push(ends);
  if (content.includes("\x1b")) parts.push("with escape sequences");
  return parts.join(", ");
}

function lineEnds(text: string): string {
  const kinds: string[] = [];
  if (text.includes("\r\n")) kinds.push("CRLF");
  if (/\r(?!\n)/.test(text)) kinds.push("CR");
  if (/(?<!\r)\n/.test(text)) kinds.push("LF");
  if (kinds.length === 0) return "with no line terminators";
  return kinds.length === 1 && kinds[0] === "LF" ? "" : `with ${kinds.join(", ")} line terminators`;
}
