import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";

const ENTRY = "PK\x03\x04";
const NAME_AT = 30;
/** Which directory of an office document says what it is. */
const OFFICE: readonly (readonly [directory: string, kind: FileKind])[] = [
  ["word/", office("Microsoft Word 2007+", "wordprocessingml.document")],
  ["ppt/", office("Microsoft PowerPoint 2007+", "presentationml.presentation")],
  ["xl/", office("Microsoft Excel 2007+", "spreadsheetml.sheet")],
];
const STORED = 0;
const DEFLATED = 8;

function office(text: string, type: string): FileKind {
  return { text, mime: `application/vnd.openxmlformats-officedocument.${type}` };
}

/** @returns nothing if it is no zip archive */
export function zipKind(head: Head): FileKind | undefined {
  if (head.has("PK\x05\x06"))
    return { text: "Zip archive data (empty)", mime: "application/zip", extensions: "zip/cbz" };
  if (!head.has(ENTRY)) return undefined;
  const name = head.text(NAME_AT, NAME_AT + 64);
  if (/^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps)/.test(name)) {
    const start = head.text(0, 65_536);
    const found = OFFICE.find(([directory]) => start.includes(directory));
    if (found) return found[1];
  }
  const [version, method] = [head.little16(4), head.little16(8)];
  const methodName = method === STORED ? "store" : method === DEFLATED ? "deflate" : String(method);
  const needed = `v${Math.floor(version / 10)}.${version % 10}`;
  return {
    text: `Zip archive data, at least ${needed} to extract, compression method=${methodName}`,
    mime: "application/zip",
  };
}
