import { readText } from "./file-access.ts";

/** The first one with a place. */
const FRAME = /^\s+at (?:.*\()?([^\n()]*?):(\d+):(\d+)\)?$/m;
const MAX_LINE = 200;

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
  positions.set(error, `${file}:${line}\n${text}\n${" ".repeat(column)}${"^".repeat(Math.max(1, width))}\n`);
}

/** What Node prints above an error: its first frame's line, with a caret. */
export function sourceLineOf(error: object): string | undefined {
  const known = positions.get(error);
  if (known !== undefined) return known;
  const { stack } = error as Located;
  if (typeof stack !== "string") return undefined;
  const match = FRAME.exec(stack);
  if (!match) return undefined;
  const [, file = "", line = "1", column = "1"] = match;
  if (!/^(?:file:\/\/)?\/|^\[/.test(file)) return undefined;
  const text = (scripts.get(file) ?? textOf(file))?.split("\n")[Number(line) - 1];
  if (text === undefined || text.length > MAX_LINE * 10) return undefined;
  return `${file}:${line}\n${text}\n${" ".repeat(Math.max(0, Number(column) - 1))}^\n`;
}

function textOf(file: string): string | undefined {
  const path = file.startsWith("file://") ? decodeURI(file.slice("file://".length)) : file;
  return readText(path);
}
