import { equalBytes } from "../../web/bytes.ts";
import type { ProgramCall } from "../program/program.ts";
import type { AddressWriter } from "./address.ts";
import { lineText } from "./characters.ts";
import type { Format } from "./formats.ts";
import type { OdInput } from "./input.ts";

const DEFAULT_LINE_BYTES = 16;

export interface Dump {
  readonly formats: readonly Format[];
  /** How many bytes a line is asked to have. */
  readonly width: number | undefined;
  readonly from: number;
  readonly endOffset: number;
  readonly address: AddressWriter;
  /** Whether lines that are as the one before are left out. */
  readonly squeezes: boolean;
}

/** Shows the input in lines of one size, each as all formats have it. */
export async function dumpBlocks(call: ProgramCall, input: OdInput, dump: Dump): Promise<void> {
  const { output } = call;
  const { formats, width, from, endOffset, address, squeezes } = dump;
  const unit = Math.max(...formats.map(({ bytes }) => bytes));
  const lineBytes = lineBytesOf(width, unit);
  if (width !== undefined && lineBytes !== width)
    await call.process.printError(`od: warning: invalid width ${width}; using ${unit} instead\n`);
  const printers = printersOf(formats, lineBytes);
  let offset = from;
  let previous: Uint8Array | undefined;
  let isSqueezing = false;
  for await (const page of input.blocks(lineBytes, endOffset - from))
    for (let at = 0; at < page.length; at += lineBytes) {
      const line = page.subarray(at, at + lineBytes);
      if (squeezes && previous && line.length === lineBytes && equalBytes(previous, line)) {
        if (!isSqueezing) output.putText("*\n");
        isSqueezing = true;
      } else {
        isSqueezing = false;
        output.putText(linesOf(line, printers, address, offset, unit));
      }
      previous = line;
      offset += line.length;
      if (output.isFull) await output.flush();
    }
  const last = address.text(offset);
  if (last !== "") output.putText(`${last}\n`);
}

/** The sizes of fields are powers of two: the largest is a multiple of all. */
function lineBytesOf(width: number | undefined, unit: number): number {
  if (width === undefined) return Math.max(unit, DEFAULT_LINE_BYTES);
  return width > 0 && width % unit === 0 ? width : unit;
}

/** A format, and in how many columns each field of a line stands so that lines of all formats are as wide. */
interface Printer {
  readonly format: Format;
  readonly widths: readonly number[];
}

function printersOf(formats: readonly Format[], lineBytes: number): Printer[] {
  const lineWidth = Math.max(...formats.map(({ bytes, width }) => (width + 1) * (lineBytes / bytes)));
  return formats.map((format) => {
    const fields = lineBytes / format.bytes;
    const padding = lineWidth - format.width * fields;
    const paddingAfter = (field: number) => Math.floor((padding * (fields - field)) / fields);
    const widths = Array.from(
      { length: fields },
      (_, field) => format.width + paddingAfter(field) - paddingAfter(field + 1),
    );
    return { format, widths };
  });
}

function linesOf(
  line: Uint8Array,
  printers: readonly Printer[],
  address: AddressWriter,
  offset: number,
  unit: number,
): string {
  // What is missing of the last field is taken for zeros.
  const padded = line.length % unit === 0 ? line : withZeros(line, unit);
  const view = new DataView(padded.buffer, padded.byteOffset, padded.byteLength);
  let text = "";
  let lead = address.text(offset);
  for (const { format, widths } of printers) {
    const fields = Math.ceil(line.length / format.bytes);
    text += lead;
    for (let field = 0; field < fields; field++)
      text += format.fieldOf(view, field * format.bytes).padStart(widths[field] ?? 0);
    if (format.showsText) text += `${" ".repeat(missingWidth(format, widths, line.length))}  >${lineText(line)}<`;
    text += "\n";
    lead = " ".repeat(address.width);
  }
  return text;
}

/** How wide the fields are that a short line doesn't have; one that it has a part of counts in part. */
function missingWidth({ bytes, width }: Format, widths: readonly number[], lineBytes: number): number {
  const fields = widths.length;
  const missing = Math.floor((fields * bytes - lineBytes) / bytes);
  const padding = widths.reduce((sum, one) => sum + one - width, 0);
  return missing * width + Math.floor((padding * missing) / fields);
}

function withZeros(line: Uint8Array, unit: number): Uint8Array {
  const padded = new Uint8Array(Math.ceil(line.length / unit) * unit);
  padded.set(line);
  return padded;
}
