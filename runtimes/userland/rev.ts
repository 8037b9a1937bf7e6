import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { codePointAt, lengthOf } from "./program/characters.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import type { Output } from "./program/output.ts";
import { program } from "./program/program.ts";

/*
 * https://man7.org/linux/man-pages/man1/rev.1.html. Bytes that are no character are kept, where util-linux's gives up. What is
 * behind a NUL is lost as with util-linux's, and the line goes on with the next.
 */

const NOTHING = new Uint8Array(0);

export const rev = program({
  name: "rev",
  usage: "[options] [file ...]",
  about: "Prints lines with their characters in reverse order.",
  like: "util-linux",
  options: {},
  run: async (call) => {
    const { output, process, operands } = call;
    for (const operand of operands.length > 0 ? operands : ["-"]) {
      let fd: number;
      try {
        fd =
          operands.length > 0
            ? process.descriptors.add(call.files.open(operand, { access: "read" }, 0))
            : openInput(call, "-");
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot open ${operand}: ${error.message}`);
        continue;
      }
      let number = 0;
      try {
        let begun: Uint8Array = NOTHING;
        for await (const { lines, isUnended } of linesOf(process, fd)) {
          for (const rest of lines) {
            number++;
            const line = begun.length > 0 ? concatBytes([begun, rest]) : rest;
            const nul = line.indexOf(0);
            begun = nul < 0 ? NOTHING : line.slice(0, nul);
            if (nul >= 0) continue;
            putReversed(output, line);
            if (!isUnended) output.putByte(NEWLINE);
          }
          if (output.isFull) await output.flush();
        }
        putReversed(output, begun);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`${operand}: ${number}: ${error.message}`);
      } finally {
        closeInput(process, fd);
      }
    }
  },
});

function putReversed(output: Output, line: Uint8Array): void {
  for (let to = line.length; to > 0; ) {
    let from = to - 1;
    while (from > 0 && ((line[from] ?? 0) & 0xc0) === 0x80 && to - from < 4) from--;
    const isCharacter = codePointAt(line, from) >= 0 && lengthOf(line[from] ?? 0) === to - from;
    if (!isCharacter) from = to - 1;
    for (let at = from; at < to; at++) output.putByte(line[at] ?? 0);
    to = from;
  }
}
