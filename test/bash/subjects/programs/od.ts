import type { UserProgram } from "../../../../runtimes/kernel/kernel.ts";

const NAMED: ReadonlyMap<number, string> = new Map([
  [0, "\\0"],
  [7, "\\a"],
  [8, "\\b"],
  [9, "\\t"],
  [10, "\\n"],
  [11, "\\v"],
  [12, "\\f"],
  [13, "\\r"],
]);

/** `od [-An] [-c | -tx1]` of the standard input. */
export const od: UserProgram = async (process) => {
  const chunks: Uint8Array[] = [];
  for (let bytes = await process.read(0); bytes.length > 0; bytes = await process.read(0)) chunks.push(bytes);
  const all = Buffer.concat(chunks);
  const address = (offset: number): string => (process.args.includes("-An") ? "" : offset.toString(8).padStart(7, "0"));
  const shown = process.args.includes("-c") ? character : hexadecimal;
  for (let offset = 0; offset < all.length; offset += 16)
    await process.print(`${address(offset)}${Array.from(all.subarray(offset, offset + 16), shown).join("")}\n`);
  if (address(0) !== "") await process.print(`${address(all.length)}\n`);
  return 0;
};

function character(byte: number): string {
  const isPrintable = byte >= 0x20 && byte < 0x7f;
  const octal = byte.toString(8).padStart(3, "0");
  return ` ${(NAMED.get(byte) ?? (isPrintable ? String.fromCharCode(byte) : octal)).padStart(3)}`;
}

function hexadecimal(byte: number): string {
  return ` ${byte.toString(16).padStart(2, "0")}`;
}
