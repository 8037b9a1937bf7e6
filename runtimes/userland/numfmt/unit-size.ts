import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import { SUFFIXES } from "./scale.ts";

/** How large a unit is: `K` is 1000 of something, `Ki` 1024. @throws Failure */
export function unitSize(text: string): bigint {
  const [, number = "", letter = "", isBinary = ""] = /^(.*?)(?:([^\di])(i?))?$/s.exec(text) ?? [];
  const suffix = letter === "" ? "" : isBinary === "" ? `${letter}B` : letter;
  const size = suffixedNumber(number + suffix, `${SUFFIXES}0`);
  if (typeof size === "string" || size === 0n) throw new Failure(`invalid unit size: ${quoted(text)}`);
  return size;
}
