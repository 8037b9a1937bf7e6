import type { Piece } from "./pieces.ts";

/**
 * Where a text stands. `operand`: after `${x:-`, where it is split like what expands. In `quoted` and `document` (here-documents,
 * arithmetic) a backslash quotes only what is special there.
 */
export type Place = "word" | "assignment" | "operand" | "pattern" | "subscript" | "quoted" | "document";

export function quotedText(text: string): Piece & { kind: "text" } {
  return { kind: "text", text, isQuoted: true, isSplit: false };
}

/** Takes the backslashes of a text that has no other quotes. */
export function textPieces(text: string, place: Place): Piece[] {
  const isQuoted = place === "quoted" || place === "document";
  const isSplit = place === "operand";
  if (!text.includes("\\")) return text === "" ? [] : [{ kind: "text", text, isQuoted, isSplit }];
  const special = place === "quoted" ? '$`"\\}' : "$`\\";
  const pieces: Piece[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") pieces.push({ kind: "text", text: plain, isQuoted, isSplit });
    plain = "";
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    if (character !== "\\" || i + 1 === text.length) plain += character;
    else {
      const next = text[++i] ?? "";
      if (next === "\n") continue;
      if (isQuoted) plain += special.includes(next) ? next : `\\${next}`;
      else {
        flush();
        pieces.push(quotedText(next));
      }
    }
  }
  flush();
  return pieces;
}
