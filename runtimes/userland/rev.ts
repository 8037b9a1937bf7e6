import { SystemError } from "../kernel/system-error.ts";
import { codePointAt, lengthOf } from "./program/characters.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/rev.1.html. Bytes that are no character are kept, where util-linux's gives up. */

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
        for await (const { lines, isUnended } of linesOf(process, fd)) {
          for (const line of lines) {
            number++;
            if (isUnended) output.put(reversed(line));
            else putLine(output, reversed(line), NEWLINE);
          }
          if (output.isFull) await output.flush();
        }
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`${operand}: ${number}: ${error.message}`);
      } finally {
        closeInput(process, fd);
      }
    }
  },
});

function reversed(line: Uint8Array): Uint8Array {
  const result = new Uint8Array(line.length);
  let to = line.length;
  for (let at = 0; at < line.length; ) {
    const length = codePointAt(line, at) < 0 ? 1 : lengthOf(line[at] ?? 0);
    to -= length;
    result.set(line.subarray(at, at + length), to);
    at += length;
  }
  return result;
}
