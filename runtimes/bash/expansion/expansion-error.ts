/**
 * An expansion that can't be done, with bash's message (`x: unbound variable`, `bad substitution`, `division by 0 (error token is
 * "0")`). `ends` tells what ends with it in a shell that is not interactive: the command only (status 1), or the whole shell.
 */
export class ExpansionError extends Error {
  readonly ends: "command" | "shell";
  readonly status: number;
  constructor(message: string, ends: "command" | "shell" = "command", status = 1) {
    super(message);
    this.ends = ends;
    this.status = status;
  }
}
