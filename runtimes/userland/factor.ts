import { decodeUtf8 } from "../web/encoding.ts";
import { primeFactors } from "./prime-factors.ts";
import { linesOf } from "./program/lines.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/factor */

export const factor = program({
  name: "factor",
  usage: "[OPTION] [NUMBER]...",
  about: "Prints the prime factors of each NUMBER, or of the numbers in the standard input.",
  like: "GNU coreutils",
  options: {},
  run: async (call) => {
    if (call.operands.length > 0) {
      for (const operand of call.operands) await print(call, operand);
      return;
    }
    for await (const { lines } of linesOf(call.process, 0))
      for (const line of lines) {
        const words = decodeUtf8(line, "escape").split(/[ \t]+/);
        for (const word of words) if (word !== "") await print(call, word);
      }
  },
});

async function print(call: ProgramCall, text: string): Promise<void> {
  const digits = /^ *\+?(\d+)$/.exec(text)?.[1];
  if (digits === undefined) {
    await call.complain(`${quoted(text)} is not a valid positive integer`);
    return;
  }
  const number = BigInt(digits);
  const factors = await primeFactors(number, () => call.process.checkpoint());
  call.output.putText(`${number}:${factors.map((one) => ` ${one}`).join("")}\n`);
  if (call.output.isFull) await call.output.flush();
}
