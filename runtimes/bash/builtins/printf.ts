import { escapeAt, joinBytes } from "../escapes.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, usageFailure } from "./failure.ts";
import { parseReference } from "./names.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { type Directive, directiveAt } from "./printf-directive.ts";
import { integerArgument } from "./printf-number.ts";
import { renderDirective } from "./printf-output.ts";
import { strftime, zoneOf } from "./strftime.ts";
import { assignReference } from "./variable-targets.ts";

export const printf = defineBuiltin({
  name: "printf",
  usage: "printf [-v var] format [arguments]",
  summary: "Prints its arguments as the format says.",
  async run(shell, args, process) {
    const options = parseOptions(args, "v:");
    const target = options.value("v");
    if (target !== undefined && parseReference(target) === undefined)
      throw new BuiltinFailure(`\`${target}': not a valid identifier`, 2);
    const [format, ...operands] = options.operands;
    if (format === undefined) throw usageFailure();
    const formatter = new Formatter(shell, operands);
    try {
      formatter.run(format);
    } catch (error) {
      if (!(error instanceof BuiltinFailure)) throw error;
      formatter.errors.push(error.message);
      formatter.hasFailed = true;
    }
    for (const message of formatter.errors) await shell.error(`printf: ${message}`);
    const text = joinBytes(formatter.text);
    if (target !== undefined) await assignReference(shell, target, text);
    else if ((await printOutput(shell, process, "printf", text)) !== 0) return 1;
    return formatter.hasFailed ? 1 : 0;
  },
});

/** One call: the format is used again while there are arguments. */
class Formatter {
  text = "";
  readonly errors: string[] = [];
  hasFailed = false;
  readonly #shell: Shell;
  readonly #operands: readonly string[];
  #used = 0;

  constructor(shell: Shell, operands: readonly string[]) {
    this.#shell = shell;
    this.#operands = operands;
  }

  run(format: string): void {
    do {
      const usedBefore = this.#used;
      if (!this.#pass(format)) return;
      if (this.#used === usedBefore) return;
    } while (this.#used < this.#operands.length);
  }

  /** @returns whether it may go on */
  #pass(format: string): boolean {
    let at = 0;
    while (at < format.length) {
      const character = format.charAt(at);
      if (character === "\\") {
        const found = escapeAt(format, at, "format");
        if (found === "end") return false;
        if (found.complaint !== undefined) this.errors.push(found.complaint);
        this.text += found.text;
        at = found.end;
      } else if (character === "%") {
        const end = this.#directive(format, at);
        if (end === undefined) return false;
        at = end;
      } else {
        let end = at + 1;
        while (end < format.length && format.charAt(end) !== "\\" && format.charAt(end) !== "%") end++;
        this.text += format.slice(at, end);
        at = end;
      }
    }
    return true;
  }

  #directive(format: string, at: number): number | undefined {
    if (format.charAt(at + 1) === "%") {
      this.text += "%";
      return at + 2;
    }
    const directive = directiveAt(format, at);
    if ("problem" in directive) {
      if (directive.problem === "time") {
        this.errors.push(`warning: \`${directive.text}': invalid time format specification`);
        this.text += format.slice(at, directive.end);
        return directive.end;
      }
      const what = directive.problem === "incomplete" ? "missing format character" : "invalid format character";
      throw new BuiltinFailure(`\`${directive.text}': ${what}`);
    }
    const width = directive.width === "*" ? this.#number() : directive.width;
    const given = directive.precision === "*" ? this.#number() : directive.precision;
    const precision = given !== undefined && given < 0 ? undefined : given;
    if (directive.conversion === "T") return this.#time(directive, width, precision);
    const argument = this.#next() ?? "";
    if (directive.conversion === "n") {
      if (argument !== "") this.#shell.variables.assign(argument, String(this.text.length));
      return directive.end;
    }
    const rendered = renderDirective(directive, argument, width, precision);
    for (const error of rendered.errors) this.errors.push(error);
    if (rendered.errors.length > 0) this.hasFailed = true;
    for (const warning of rendered.warnings)
      this.errors.push(directive.conversion === "b" ? warning : `warning: ${warning}`);
    this.text += rendered.text;
    return rendered.ends ? undefined : directive.end;
  }

  #time(directive: Directive, width: number | undefined, precision: number | undefined): number {
    const argument = this.#next();
    const shell = this.#shell;
    let seconds = Math.floor(shell.kernel.now() / 1000);
    if (argument !== undefined && argument !== "-1" && argument !== "-2") {
      const { value, error } = integerArgument(argument, false);
      if (error !== undefined) {
        this.errors.push(error);
        this.hasFailed = true;
      }
      seconds = Number(value);
    }
    const text = strftime(directive.timeFormat || "%X", seconds, zoneOf(shell.variables.text("TZ")));
    this.text += renderDirective({ ...directive, conversion: "s" }, text, width, precision).text;
    return directive.end;
  }

  #next(): string | undefined {
    const argument = this.#operands[this.#used];
    // Counts even if there is none: a format that asks for an argument is not used again for ever, since none are left.
    if (argument !== undefined) this.#used++;
    return argument;
  }

  #number(): number {
    const { value, error } = integerArgument(this.#next() ?? "", false);
    if (error !== undefined) {
      this.errors.push(error);
      this.hasFailed = true;
    }
    return Number(value);
  }
}
