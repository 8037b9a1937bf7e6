import { type DateWord, dateWord } from "./date-words.ts";

/** A number: with a sign it is counted from what stands before, or a zone. */
export interface NumberToken {
  readonly kind: "number";
  readonly isSigned: boolean;
  readonly isNegative: boolean;
  readonly value: number;
  readonly digits: number;
  /** Of a second; `undefined` if there is no point. */
  readonly nanoseconds: number | undefined;
}

export type DateToken = NumberToken | DateWord | { readonly kind: "sign"; readonly sign: string };

const NUMBER = /(?<sign>[-+])?\s*(?<digits>\d+)(?:[.,](?<fraction>\d+))?/y;

/** @returns nothing if a word is none that dates have */
export function dateTokens(text: string, localZones: ReadonlyMap<string, boolean>): DateToken[] | undefined {
  const tokens: DateToken[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    NUMBER.lastIndex = at;
    const number = /[-+\d]/.test(character) ? NUMBER.exec(text) : null;
    if (number?.groups) {
      tokens.push(numberToken(number.groups["sign"], number.groups["digits"] ?? "", number.groups["fraction"]));
      at = NUMBER.lastIndex;
    } else if (/[a-z]/i.test(character)) {
      const word = /^[a-z.]+/i.exec(text.slice(at, at + 32))?.[0] ?? "";
      const token = dateWord(word, localZones);
      if (!token) return undefined;
      tokens.push(token);
      at += word.length;
    } else if (character === "(") {
      at = afterComment(text, at);
    } else {
      // Signs of no number are passed over.
      if (!/[-+\s]/.test(character)) tokens.push({ kind: "sign", sign: character });
      at++;
    }
  }
  return tokens;
}

function numberToken(sign: string | undefined, digits: string, fraction: string | undefined): NumberToken {
  const isNegative = sign === "-";
  return {
    kind: "number",
    isSigned: sign !== undefined,
    isNegative,
    value: (isNegative ? -1 : 1) * Number(digits),
    digits: digits.length,
    nanoseconds:
      fraction === undefined ? undefined : (isNegative ? -1 : 1) * Number(fraction.slice(0, 9).padEnd(9, "0")),
  };
}

function afterComment(text: string, start: number): number {
  let [depth, at] = [0, start];
  do {
    if (text.charAt(at) === "(") depth++;
    else if (text.charAt(at) === ")") depth--;
    at++;
  } while (depth > 0 && at < text.length);
  return at;
}
