/** A text of the program: what was on the command line, or a file. */
export interface Source {
  /** What messages call it. */
  readonly name: string;
  readonly text: string;
}

/** The program can't be understood. The message has the lines that are printed, without the name of the program. */
export class ProgramError extends Error {
  readonly lines: readonly string[];
  readonly status: number;

  constructor(lines: readonly string[], status = 1) {
    super(lines.join("\n"));
    this.lines = lines;
    this.status = status;
  }
}

/** Shows the line of a place, and points at it. @param linesAhead how much further the line is said to be */
export function errorAt(source: Source, at: number, message: string, linesAhead = 0): ProgramError {
  const { name, text } = source;
  const line = lineAt(text, at) + linesAhead;
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const stop = text.indexOf("\n", start);
  const shown = text.slice(start, stop < 0 ? text.length : stop);
  const before = [...text.slice(start, at)].map((character) => (character === "\t" ? "\t" : " ")).join("");
  return new ProgramError([`${name}:${line}: ${shown}`, `${name}:${line}: ${before}^ ${message}`]);
}

export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf("\n"); end >= 0 && end < at; end = text.indexOf("\n", end + 1)) line++;
  return line;
}
