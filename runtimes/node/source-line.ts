import { readText } from "./file-access.ts";

/** Finds the first frame of a stack that tells a place. */
const FRAME = /^\s+at (?:.*\()?([^\n()]*?):(\d+):(\d+)\)?$/m;
const MAX_LINE = 2000;

/** Sources of scripts that are no files. */
const scripts = new Map<string, string>();

export function rememberSource(name: string, source: string): void {
  scripts.set(name, source);
}

interface Located {
  stack?: unknown;
}

/** Where errors of the parser point to, which their stacks don't tell. */
const positions = new WeakMap<object, string>();

export function rememberPosition(
  error: object,
  file: string,
  source: string,
  line: number,
  column: number,
  width: number,
): void {
  const text = source.split("\n")[line - 1] ?? "";
  const caret = column < text.length ? `${" ".repeat(column)}${"^".repeat(Math.max(1, width))}\n` : "\n";
  positions.set(error, `${file}:${line}\n${text}\n${caret}`);
}

/** A line of a source behind its name and number, with carets below what is at an offset. */
export function markedLine(name: string, source: string, at: number, width: number): string {
  const before = source.slice(0, at).split("\n");
  const text = source.split("\n")[before.length - 1] ?? "";
  const column = before.at(-1)?.length ?? 0;
  return `${name}:${before.length}\n${text}\n${" ".repeat(column)}${"^".repeat(Math.max(1, width))}\n`;
}

interface Position {
  readonly sourceLine: string | undefined;
  readonly scriptResourceName: string;
  readonly lineNumber: number;
  readonly startColumn: number;
}

/** Where the first frame of an error's stack is. */
export function positionOf(error: object): Position {
  const { stack } = error as Located;
  const match = typeof stack === "string" ? FRAME.exec(stack) : null;
  const [, file = "", line = "1", column = "1"] = match ?? [];
  const isFile = /^(?:file:\/\/)?\/|^\[/.test(file);
  const sourceLine = isFile ? (scripts.get(file) ?? textOf(file))?.split("\n")[Number(line) - 1] : undefined;
  return { sourceLine, scriptResourceName: file, lineNumber: Number(line), startColumn: Number(column) - 1 };
}

/**
 * What Node prints above an error: the line it was thrown from, with a caret, and of a rejection the line it was made on. V8 doesn't
 * tell the place of a throw; it is the first frame's if the error is V8's own, or is made in the throw statement.
 */
export function sourceLineOf(error: object, fromPromise: boolean): string | undefined {
  const known = positions.get(error);
  if (known !== undefined) return known;
  const { sourceLine, scriptResourceName, lineNumber, startColumn } = positionOf(error);
  if (sourceLine === undefined || sourceLine.length > MAX_LINE) return undefined;
  let column = startColumn;
  if (fromPromise) column = startColumn;
  else if (sourceLine.startsWith("new ", startColumn)) {
    const before = /\bthrow\s+$/.exec(sourceLine.slice(0, startColumn));
    if (!before) return undefined;
    column = before.index;
  } else if ("code" in error) return undefined;
  return `${scriptResourceName}:${lineNumber}\n${sourceLine}\n${" ".repeat(column)}^\n`;
}

function textOf(file: string): string | undefined {
  const path = file.startsWith("file://") ? decodeURI(file.slice("file://".length)) : file;
  return readText(path);
}
