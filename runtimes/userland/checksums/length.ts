import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import type { Algorithm } from "./algorithms.ts";

/** How many bits `--length` asks for; 0 is all there are. @throws Failure */
export function lengthOf(name: string, text: string, { tag, bits }: Algorithm): number {
  const invalid = (reason = ""): Failure => new Failure(`invalid length: ${quoted(text)}${reason}`);
  const number = suffixedNumber(text, "");
  if (number === "overflow") throw invalid(": Value too large for defined data type");
  if (typeof number === "string") throw invalid();
  if (number > BigInt(bits)) throw invalid(`\n${name}: maximum digest length for ${quoted(tag)} is ${bits} bits`);
  if (number % 8n !== 0n) throw invalid(`\n${name}: length is not a multiple of 8`);
  return Number(number) || bits;
}
