import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { codePointAt, INCOMPLETE, lengthOf } from "./program/characters.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import type { Output } from "./program/output.ts";
import { program } from "./program/program.ts";

/*
 * https://man7.org/linux/man-pages/man1/rev.1.html. What is behind a NUL is lost as with util-linux's, and the line goes on with
 * the next.
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
            const known = wholeCharacters(rest, isUnended);
            number++;
            const line = begun.length > 0 ? concatBytes([begun, known]) : known;
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
        await call.complain(`${operands.length > 0 ? operand : "stdin"}: ${number}: ${error.message}`);
      } finally {
        closeInput(process, fd);
      }
    }
  },
});

/**
 * A line without the beginning of a character that the input ends in.
 * @throws SystemError for bytes that are no character
 */
function wholeCharacters(line: Uint8Array, isUnended: boolean): Uint8Array {
  for (let at = 0; at < line.length; ) {
    const first = line[at] ?? 0;
    const code = first < 0x80 ? first : codePointAt(line, at);
    if (code === INCOMPLETE && isUnended) return line.subarray(0, at);
    if (code < 0) throw new SystemError("EILSEQ");
    at += first < 0x80 ? 1 : lengthOf(first);
  }
  return line;
}

function putReversed(output: Output, line: Uint8Array): void {
  for (let to = line.length; to > 0; ) {
    let from = to - 1;
    while (from > 0 && ((line[from] ?? 0) & 0xc0) === 0x80) from--;
    for (let at = from; at < to; at++) output.putByte(line[at] ?? 0);
    to = from;
  }
}
