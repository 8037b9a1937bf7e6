import { rememberPosition } from "../source-line.ts";

/** Node reads the place off the stack, to say more about it. */
export function missingExport(url: string, source: string, at: number, specifier: string, name: string): SyntaxError {
  const lines = source.slice(0, at).split("\n");
  const column = lines.at(-1)?.length ?? 0;
  const text = source.split("\n")[lines.length - 1] ?? "";
  const error = new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`);
  const width = Math.max(1, name.length);
  rememberPosition(error, url, source, lines.length, column, width);
  const arrow = `${url}:${lines.length}\n${text}\n${" ".repeat(column)}${"^".repeat(width)}\n`;
  Object.defineProperty(error, "stack", { value: `${arrow}${error.stack}`, writable: true, configurable: true });
  return error;
}
