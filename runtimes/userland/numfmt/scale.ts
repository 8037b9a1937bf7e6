/** How numbers are scaled: `auto` takes `K` for 1000 and `Ki` for 1024. */
export type Scale = "none" | "auto" | "si" | "iec" | "iec-i";

export const SUFFIXES = "KMGTPEZY";

export function baseOf(scale: Scale): bigint {
  return scale === "iec" || scale === "iec-i" ? 1024n : 1000n;
}
