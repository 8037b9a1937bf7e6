import type { ProgramCall } from "../program/program.ts";
import type { AddressWriter } from "./address.ts";
import { isPrinted } from "./characters.ts";
import type { OdInput } from "./input.ts";

interface StringSearch {
  readonly stringBytes: number;
  readonly from: number;
  readonly endOffset: number;
  readonly address: AddressWriter;
}

/** Prints texts of printable characters that a NUL ends, or the end of what is to be read. */
export async function dumpStrings(call: ProgramCall, input: OdInput, search: StringSearch): Promise<void> {
  const { output } = call;
  const { stringBytes, from, endOffset, address } = search;
  let text: number[] = [];
  let offset = from;
  const print = (textOffset: number): void => {
    const lead = address.text(textOffset);
    output.putText(`${lead}${lead === "" ? "" : " "}`);
    output.put(Uint8Array.from(text));
    output.putText("\n");
  };
  for await (const page of input.blocks(1, endOffset - from)) {
    for (const byte of page) {
      if (isPrinted(byte)) text.push(byte);
      else {
        if (byte === 0 && text.length >= stringBytes) print(offset - text.length);
        text = [];
      }
      offset++;
    }
    if (output.isFull) await output.flush();
  }
  // GNU's counts a NUL that was not read, too.
  if (offset === endOffset && text.length > stringBytes) print(offset - text.length - 1);
}
