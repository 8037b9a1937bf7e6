import { transform } from "sucrase";
import { findUnsupported } from "./unsupported-types.ts";

interface Options {
  readonly filename?: string;
}

/** Takes types out of TypeScript; lines stay where they are. @throws what Node's own stripper would */
export function stripTypes(source: string, { filename = "" }: Options = {}): { code: string; map?: string } {
  try {
    const unsupported = findUnsupported(source);
    if (unsupported) {
      const message = `TypeScript ${unsupported.what} is not supported in strip-only mode`;
      throw problem("UnsupportedSyntax", message, filename, source, unsupported.start, unsupported.end);
    }
    const { code } = transform(source, {
      transforms: ["typescript"],
      disableESTransforms: true,
      keepUnusedImports: true,
    });
    return { code };
  } catch (error) {
    const { pos, message } = error as Partial<SyntaxError & { pos: number }>;
    if (pos === undefined || message === undefined) throw error;
    throw problem("InvalidSyntax", message.replace(/ \(\d+:\d+\)$/, ""), filename, source, pos, pos + 1);
  }
}

function problem(code: string, message: string, filename: string, source: string, start: number, end: number): object {
  const startLine = source.slice(0, start).split("\n").length;
  return { code, message, filename, startLine, snippet: snippet(source, start, end) };
}

/** The lines that a part of the source is on, with those next to them. */
function snippet(source: string, start: number, end: number): string {
  const lines = source.split("\n");
  const first = source.slice(0, start).split("\n").length - 1;
  const last = source.slice(0, end).split("\n").length - 1;
  const from = Math.max(0, first - 1);
  const shown = lines.slice(from, last + 2);
  if (lines[last + 1] === "" && last + 2 === lines.length) shown.pop();
  if (first === last) {
    const column = start - (source.lastIndexOf("\n", start - 1) + 1);
    shown.splice(first - from + 1, 0, " ".repeat(column) + "^".repeat(end - start));
    return `${shown.join("\n")}\n`;
  }
  const marked = shown.map(
    (line, index) => `${index === first - from || index === last - from ? "  > " : "    "}${line}`,
  );
  return `${marked.join("\n")}\n`;
}
