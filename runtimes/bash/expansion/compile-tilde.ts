import type { Piece } from "./pieces.ts";

const ASSIGNED = /^[A-Za-z_][A-Za-z_0-9]*\+?=/;

/** Finds the tildes at which a home directory stands: first in a word, and after `=` and `:` of what assigns. */
export function tildePieces(pieces: readonly Piece[], place: string): readonly Piece[] {
  const [first] = pieces;
  if (place === "quoted" || place === "document" || place === "subscript") return pieces;
  if (first?.kind !== "text" || first.isQuoted) return place === "assignment" ? inAssignment(pieces, 0) : pieces;
  if (place === "assignment") return inAssignment(pieces, 0);
  const name = place === "word" ? ASSIGNED.exec(first.text)?.[0].length : undefined;
  if (name !== undefined) return inAssignment(pieces, name);
  if (!first.text.startsWith("~")) return pieces;
  return [...prefix(first, 0, pieces.length === 1), ...pieces.slice(1)];
}

function inAssignment(pieces: readonly Piece[], from: number): readonly Piece[] {
  if (!pieces.some((piece) => piece.kind === "text" && !piece.isQuoted && piece.text.includes("~"))) return pieces;
  const result: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== "text" || piece.isQuoted || !piece.text.includes("~")) result.push(piece);
    else
      for (const each of eachOf(piece, index === 0 ? from : 0, index === 0, index + 1 === pieces.length))
        result.push(each);
  }
  return result;
}

type Text = Piece & { readonly kind: "text" };

function eachOf(piece: Text, from: number, isFirst: boolean, isLast: boolean): Piece[] {
  const { text } = piece;
  for (let at = text.indexOf("~"); at >= 0; at = text.indexOf("~", at + 1)) {
    if (!(at === from && isFirst) && !(at > from && text[at - 1] === ":")) continue;
    const before = at > 0 ? [{ ...piece, text: text.slice(0, at) }] : [];
    const [tilde, rest] = prefix(piece, at, isLast);
    if (tilde?.kind !== "tilde") return [piece];
    return [...before, tilde, ...(rest?.kind === "text" ? eachOf(rest, 0, false, isLast) : [])];
  }
  return text === "" ? [] : [piece];
}

/** The tilde with the name that follows, and the rest; a name that goes on in quotes or an expansion is no name. */
function prefix(piece: Text, at: number, isLast: boolean): Piece[] {
  const after = piece.text.slice(at + 1);
  const length = after.search(/[/:]/);
  if (length < 0 && !isLast) return [piece];
  const user = length < 0 ? after : after.slice(0, length);
  const rest = length < 0 ? "" : after.slice(length);
  const tilde: Piece = { kind: "tilde", user };
  return rest === "" ? [tilde] : [tilde, { ...piece, text: rest }];
}
