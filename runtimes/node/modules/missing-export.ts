/** Node reads the place off the stack, to say more about it. */
export function missingExport(url: string, source: string, at: number, specifier: string, name: string): SyntaxError {
  const { line, text, column } = placeIn(source, at);
  const error = new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`);
  const arrow = `${url}:${line}\n${text}\n${" ".repeat(column)}${"^".repeat(Math.max(1, name.length))}\n`;
  Object.defineProperty(error, "stack", { value: `${arrow}${error.stack}`, writable: true, configurable: true });
  return error;
}

export function placeIn(
  source: string,
  at: number,
): { readonly line: number; readonly text: string; readonly column: number } {
  const before = source.slice(0, at).split("\n");
  return { line: before.length, text: source.split("\n")[before.length - 1] ?? "", column: before.at(-1)?.length ?? 0 };
}
