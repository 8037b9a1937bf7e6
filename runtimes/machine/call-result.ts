import type { ExitStatus } from "../kernel/process.ts";
import { SIGNALS } from "../kernel/signals.ts";
import { concatBytes } from "../web/bytes.ts";
import { decodeUtf8 } from "../web/encoding.ts";

/** `$?` of a call that ended so. */
export function codeOf(status: ExitStatus): number {
  return status.kind === "exited" ? status.code : 128 + SIGNALS[status.signal];
}

/** What was printed, as a result shows it. */
export function textOf(chunks: readonly Uint8Array[]): string {
  return decodeUtf8(concatBytes(chunks), "replace");
}

/** Cuts after so many characters, never within a surrogate pair. */
export function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text.toWellFormed();
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars).toWellFormed();
}
