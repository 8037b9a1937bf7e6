import { bytesOfLatin1, latin1Of } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { linesOf } from "./program/lines.ts";
import type { ProgramCall } from "./program/program.ts";

/* What `xxd -r` reads. */

type Source = Pick<ProgramCall, "process" | "output">;

const LINE = /^\s*(?<offset>[\da-fA-F]+):?\s?(?<rest>.*)$/;

/** Reads lines with offsets. Where bytes are missing there are NUL bytes. */
export async function revertDump({ process, output }: Source, fd: number, columns: number): Promise<void> {
  let written = 0;
  for await (const { lines } of linesOf(process, fd)) {
    for (const line of lines) {
      const { offset, rest = "" } = LINE.exec(latin1Of(line))?.groups ?? {};
      if (offset === undefined) continue;
      const bytes = bytesOfDigits(digitsOf(rest).slice(0, columns * 2));
      if (bytes.length === 0) continue;
      const at = Number.parseInt(offset, 16);
      if (at < written) throw new Failure("Sorry, cannot seek backwards.", 5);
      for (; written < at; written++) {
        output.putByte(0);
        if (output.isFull) await output.flush();
      }
      output.put(bytes);
      written += bytes.length;
      if (output.isFull) await output.flush();
    }
  }
}

/** Digits end where something else begins, or two spaces. */
function digitsOf(text: string): string {
  return (/^(?:[\da-fA-F]{2} ?)*/.exec(text)?.[0] ?? "").replaceAll(" ", "");
}

/** Reads digits only; whatever is between them is passed over. */
export async function revertPlain({ process, output }: Source, fd: number): Promise<void> {
  let rest = "";
  for (;;) {
    const chunk = await process.read(fd);
    if (chunk.length === 0) return;
    const digits = rest + latin1Of(chunk).replace(/[^\da-fA-F]/g, "");
    const even = digits.length - (digits.length % 2);
    output.put(bytesOfDigits(digits.slice(0, even)));
    rest = digits.slice(even);
    if (output.isFull) await output.flush();
  }
}

function bytesOfDigits(digits: string): Uint8Array {
  return bytesOfLatin1(digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
}
