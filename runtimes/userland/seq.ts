import type { UserProgram } from "../kernel/kernel.ts";
import { encodeUtf8 } from "../web/encoding.ts";

const INTEGER = /^[+-]?\d{1,15}$/;
const CHUNK_CHARS = 8192;

/** `seq [FIRST [STEP]] LAST` of integers, as they are counted. Options and fractions are `general`'s. */
export function seq(general: UserProgram): UserProgram {
  return async (process, kernel) => {
    const args = process.args.slice(1);
    if (args.length === 0 || args.length > 3 || !args.every((arg) => INTEGER.test(arg)))
      return general(process, kernel);
    const numbers = args.map(Number);
    const last = numbers.at(-1) ?? 0;
    const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
    const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
    if (step === 0) return general(process, kernel);
    let text = "";
    for (let number = first; step > 0 ? number <= last : number >= last; number += step) {
      text += `${number}\n`;
      if (text.length < CHUNK_CHARS) continue;
      await process.write(1, encodeUtf8(text));
      text = "";
    }
    if (text !== "") await process.write(1, encodeUtf8(text));
    return 0;
  };
}
