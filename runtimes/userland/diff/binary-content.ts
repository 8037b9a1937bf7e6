const SNIFFED_BYTES = 4096;

/** Whether a file is no text: there is a NUL among its first bytes. */
export function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, SNIFFED_BYTES).includes(0);
}
