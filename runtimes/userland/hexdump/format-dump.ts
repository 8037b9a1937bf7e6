import { bytesOfLatin1, latin1Of } from "../../web/encoding.ts";
import type { ProgramCall } from "../program/program.ts";
import { type Format, type FormatUnit, fitted } from "./format.ts";
import { blankPart, shownPart } from "./format-part.ts";

interface FormatDump {
  readonly formats: readonly Format[];
  /** The offset of the first byte. */
  readonly start: number;
  /** Whether a block that is as the one before is told by a star. */
  readonly squeezes: boolean;
}

/** How many bytes formats show at a time; 0 if they show none. */
export function blockBytesOf(formats: readonly Format[]): number {
  return Math.max(0, ...formats.map(({ bytes }) => bytes));
}

/** Shows blocks by formats. @param blocks of one size, but for the last */
export async function dumpFormats(
  call: ProgramCall,
  blocks: AsyncIterable<Uint8Array>,
  { formats, start, squeezes }: FormatDump,
): Promise<void> {
  const { output } = call;
  const blockBytes = blockBytesOf(formats);
  const wide = formats.map((format) => fitted(format, blockBytes));
  let address = start;
  let previous: string | undefined;
  let isSqueezing = false;
  for await (const block of blocks) {
    const key = latin1Of(block);
    if (squeezes && key === previous && block.length === blockBytes) {
      if (!isSqueezing) output.putText("*\n");
      isSqueezing = true;
    } else {
      for (const { units } of wide) putBlock(call, units, block, address);
      isSqueezing = false;
      previous = key;
    }
    address += block.length;
    if (output.isFull) await output.flush();
  }
  if (address > start) putEnd(call, wide, address);
}

function putBlock({ output }: ProgramCall, units: readonly FormatUnit[], block: Uint8Array, start: number): void {
  let at = 0;
  for (const unit of units) {
    if (isOfEnd(unit)) return;
    for (let left = unit.times; left > 0; left--) {
      for (const [index, part] of unit.parts.entries()) {
        const isThere = at < block.length || part.kind === "text";
        const shown = isThere ? shownPart(part, bytesAt(block, at, part.bytes), start + at) : blankPart(part);
        const isLast = index === unit.parts.length - 1;
        const text = part.text + shown;
        output.put(bytesOfLatin1(isLast && left === 1 && unit.times > 1 ? withoutEnd(part.text, shown) : text));
        at += part.bytes;
      }
    }
  }
}

/** Between times there may be white space, but not behind the last. */
function withoutEnd(text: string, shown: string): string {
  return shown === "" ? text.replace(/\s+$/, "") : text + shown;
}

/** Behind the end of the input there are NUL bytes. */
function bytesAt(block: Uint8Array, at: number, length: number): Uint8Array {
  if (at + length <= block.length) return block.subarray(at, at + length);
  const bytes = new Uint8Array(length);
  bytes.set(block.subarray(at, at + length));
  return bytes;
}

function isOfEnd({ parts }: FormatUnit): boolean {
  return parts.some(({ kind }) => kind === "end address");
}

function putEnd({ output }: ProgramCall, formats: readonly Format[], address: number): void {
  const unit = formats
    .flatMap(({ units }) => units)
    .filter(isOfEnd)
    .at(-1);
  for (const part of unit?.parts ?? [])
    output.put(bytesOfLatin1(part.text + shownPart(part, new Uint8Array(0), address)));
}
