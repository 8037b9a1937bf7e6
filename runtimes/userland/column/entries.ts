import { bytesOf } from "../../bash/quoting.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput } from "../program/inputs.ts";
import { linesOf } from "../program/lines.ts";
import type { ProgramCall } from "../program/program.ts";

const LONE_BYTE = /[\udc80-\udcff]|\\x/g;

/** The lines of all files that have more than blanks in them, or all lines. If there are none, the status counts the failures. */
export async function entriesOf(call: ProgramCall, keepsEmpty: boolean): Promise<string[]> {
  const entries: string[] = [];
  let failures = 0;
  if (call.operands.length === 0) await read(call, 0, entries, keepsEmpty);
  for (const operand of call.operands) {
    let fd: number;
    try {
      fd = call.process.descriptors.add(call.files.open(operand, { access: "read" }, 0));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await call.complain(`${operand}: ${error.message}`);
      failures++;
      continue;
    }
    await read(call, fd, entries, keepsEmpty);
    closeInput(call.process, fd);
  }
  if (entries.length === 0) call.status = failures;
  return entries;
}

async function read(call: ProgramCall, fd: number, entries: string[], keepsEmpty: boolean): Promise<void> {
  try {
    for await (const { lines } of linesOf(call.process, fd))
      for (const line of lines) {
        const entry = entryOf(line);
        if (!/^[ \t]*$/.test(entry)) entries.push(entry);
        else if (keepsEmpty) entries.push("");
      }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`read failed: ${error.message}`);
  }
}

/** A line until its first NUL. In one that is not UTF-8 the bytes that aren't are written as numbers. */
function entryOf(line: Uint8Array): string {
  const end = line.indexOf(0);
  const text = decodeUtf8(end < 0 ? line : line.subarray(0, end), "escape");
  if (!/[\udc80-\udcff]/.test(text) || text.isWellFormed()) return text;
  return text.replace(LONE_BYTE, (found) =>
    found === "\\x"
      ? "\\x5cx"
      : bytesOf(found)
          .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
          .join(""),
  );
}
