/** In what offsets are written: decimal, octal, hexadecimal; `n`: not at all. */
export type Radix = "d" | "o" | "x" | "n";

export interface AddressWriter {
  /** How wide the space is that stands for an address in further lines of a block. */
  readonly width: number;
  /** The offset as it stands at the beginning of a line. */
  text(offset: number): string;
}

const BASES = { d: 10, o: 8, x: 16 } as const;
const WIDTHS = { d: 7, o: 7, x: 6, n: 0 } as const;

/** @param labelDistance how much larger labels are that stand beside offsets; nothing: there are none */
export function addressWriter(radix: Radix, labelDistance: number | undefined): AddressWriter {
  const width = WIDTHS[radix];
  if (labelDistance === undefined)
    return { width, text: (offset) => (radix === "n" ? "" : digits(offset, BASES[radix], width)) };
  // GNU's then shows the offset as if it were the label.
  if (radix === "n") return { width: WIDTHS.o, text: (offset) => `(${digits(offset, 8, WIDTHS.o)})` };
  const base = BASES[radix];
  return { width, text: (offset) => `${digits(offset, base, width)} (${digits(offset + labelDistance, base, width)})` };
}

/** Offsets have 64 bits: what is below 0 is a large one. */
function digits(offset: number, base: number, width: number): string {
  const number = offset < 0 ? BigInt.asUintN(64, BigInt(offset)) : offset;
  return number.toString(base).padStart(width, "0");
}
