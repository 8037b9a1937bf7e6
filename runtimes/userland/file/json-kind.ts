import { decodeUtf8 } from "../../web/encoding.ts";
import type { FileKind } from "./file-kind.ts";

/** @returns nothing if it is neither an array or object in JSON, nor lines of such */
export function jsonKind(bytes: Uint8Array): FileKind | undefined {
  const [first] = decodeUtf8(bytes.subarray(0, 256), "escape").trimStart();
  if (first !== "{" && first !== "[") return undefined;
  const text = decodeUtf8(bytes, "escape");
  // A comma behind the last member is let pass.
  if (isJson(text) || isJson(text.replace(/,(\s*[}\]]\s*)$/, "$1")))
    return { text: "JSON text data", mime: "application/json" };
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.length > 1 && lines.every((line) => /^\s*[[{]/.test(line) && isJson(line)))
    return { text: "New Line Delimited JSON text data", mime: "application/x-ndjson" };
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
