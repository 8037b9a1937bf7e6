import type { Span } from "../../regex/regex.ts";
import type { Command } from "./command.ts";
import { shownAction, visible } from "./debug-text.ts";
import type { OutputFile } from "./output-file.ts";

/** `--debug`: tells what a script is, and what each command makes of each line. */
export class DebugTrace {
  readonly #output: OutputFile;
  readonly #lines: readonly string[];

  constructor(output: OutputFile, commands: readonly Command[]) {
    this.#output = output;
    let depth = 0;
    this.#lines = commands.map(({ action, lines }) => {
      if (action.kind === "note" && action.text === "}") depth--;
      const line = `${"  ".repeat(depth)}${lines?.shown ?? ""}${shownAction(action)}`;
      if (action.kind === "block") depth++;
      return line;
    });
  }

  putProgram(): void {
    this.#output.putRemark(`SED PROGRAM:\n${this.#lines.map((line) => `  ${line}\n`).join("")}`);
  }

  putInput(name: string, line: number): void {
    this.#output.putRemark(`INPUT:   '${name === "-" ? "STDIN" : name}' line ${line}\n`);
  }

  putCommand(at: number): void {
    this.#output.putRemark(`COMMAND: ${this.#lines[at] ?? ""}\n`);
  }

  putPattern(text: string): void {
    this.#output.putRemark(`PATTERN: ${visible(text)}\n`);
  }

  putHold(text: string): void {
    this.#output.putRemark(`HOLD:    ${visible(text)}\n`);
  }

  putMatch(text: string, spans: readonly Span[]): void {
    const groups = spans.flatMap((span, number) =>
      span ? [`  regex[${number}] = ${span[0]}-${span[1]} '${text.slice(span[0], span[1])}'\n`] : [],
    );
    this.#output.putRemark(`MATCHED REGEX REGISTERS\n${groups.join("")}`);
  }

  putEnd(): void {
    this.#output.putRemark("END-OF-CYCLE:\n");
  }

  /** What a command that was carried out has changed. */
  putResult({ action }: Command, pattern: string, hold: string): void {
    const { kind } = action;
    const name = kind === "plain" ? action.name : "";
    const changesLine = ["G", "n", "N", "x", "z"].includes(name) || (kind === "run" && action.command === undefined);
    if (changesLine || kind === "substitute" || kind === "translate") this.putPattern(pattern);
    if (["x", "g", "h", "H"].includes(name)) this.putHold(hold);
  }
}
