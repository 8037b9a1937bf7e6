import { BuiltinFailure } from "../bash/builtins/failure.ts";
import { type Directive, directiveAt } from "../bash/builtins/printf-directive.ts";
import { integerArgument } from "../bash/builtins/printf-number.ts";
import { renderDirective } from "../bash/builtins/printf-output.ts";
import { escapeAt, joinBytes } from "../bash/escapes.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/printf */

export const printf = program({
  name: "printf",
  usage: "FORMAT [ARGUMENT]...",
  about:
    "Prints the ARGUMENTs as FORMAT says, which is used again while there are any left. It knows the conversions of C's printf, %b (a text with backslashes) and %q (a text that a shell reads back).",
  like: "GNU coreutils",
  options: {},
  // Only --help and --version are options; all else is text.
  modernize: (args) => {
    const isAsked = args.length === 1 && /^--(?:help|version)$/.test(args[0] ?? "");
    return isAsked || args[0] === "--" ? args : ["--", ...args];
  },
  run: async (call) => {
    const [format, ...operands] = call.operands;
    if (format === undefined) throw new UsageError("missing operand");
    const formatter = new Formatter(call, operands);
    let rest = formatter.left;
    do {
      rest = formatter.left;
      if (!(await formatter.pass(format))) return 0;
    } while (formatter.left > 0 && formatter.left < rest);
    const [extra] = operands.slice(operands.length - formatter.left);
    if (extra !== undefined)
      await call.process.printError(
        `${call.name}: warning: ignoring excess arguments, starting with ${quoted(extra)}\n`,
      );
  },
});

const LARGEST = 0x7fff_ffffn;
/** The conversions that make no sense with a flag. */
const REFUSED: Readonly<Record<string, string>> = { "'": "aAceEosxX", "#": "cdisu", "0": "cs" };
const CONVERSIONS = "aAcdeEfFgGiosuxX";

function isAllowed({ flags, precision, conversion }: Directive, format: string, at: number): boolean {
  if (conversion === "b" || conversion === "q") return format.charAt(at + 1) === conversion;
  if (!CONVERSIONS.includes(conversion) || (conversion === "c" && precision !== undefined)) return false;
  return [...flags].every((flag) => !REFUSED[flag]?.includes(conversion));
}

function fixedSize(size: number | "*" | undefined): number | undefined {
  return size === "*" ? undefined : size;
}

/** All of a directive up to its conversion. */
function specification(format: string, at: number): string {
  return /^%[-+ #0']*(?:\*|\d*)(?:\.(?:\*|\d*))?[lLhjtz]*.?/su.exec(format.slice(at))?.[0] ?? "%";
}

class Formatter {
  readonly #call: ProgramCall;
  readonly #operands: readonly string[];
  #used = 0;

  constructor(call: ProgramCall, operands: readonly string[]) {
    this.#call = call;
    this.#operands = operands;
  }

  get left(): number {
    return this.#operands.length - this.#used;
  }

  /** @returns whether it may go on */
  async pass(format: string): Promise<boolean> {
    for (let at = 0; at < format.length; ) {
      const character = format.charAt(at);
      if (character === "\\") {
        if (format.charAt(at + 1) === "c") return false;
        const found = escapeAt(format, at, "format");
        if (found === "end") return false;
        if (found.complaint !== undefined) throw new Failure("missing hexadecimal number in escape");
        this.#call.output.putText(joinBytes(found.text));
        at = found.end;
      } else if (character === "%") {
        const end = await this.#directive(format, at);
        if (end === undefined) return false;
        at = end;
      } else {
        const end = format.slice(at).search(/[\\%]/);
        this.#call.output.putText(format.slice(at, end < 0 ? undefined : at + end));
        at = end < 0 ? format.length : at + end;
      }
    }
    return true;
  }

  async #directive(format: string, at: number): Promise<number | undefined> {
    const { output } = this.#call;
    if (format.charAt(at + 1) === "%") {
      output.putText("%");
      return at + 2;
    }
    const directive = directiveAt(format, at);
    // Widths are read before the conversion is looked at.
    const hasSize = /^%[-+ #0']*\*/.test(format.slice(at));
    const width = hasSize ? await this.#size("field width") : undefined;
    const given = "precision" in directive && directive.precision === "*" ? await this.#size("precision") : undefined;
    if ("problem" in directive || !isAllowed(directive, format, at))
      throw new Failure(`${specification(format, at)}: invalid conversion specification`);
    if (directive.conversion === "q" && this.left <= 0) return directive.end;
    const argument = this.#operands[this.#used++] ?? "";
    return this.#print(
      directive,
      argument,
      width ?? fixedSize(directive.width),
      given ?? fixedSize(directive.precision),
    );
  }

  async #print(
    directive: Directive,
    argument: string,
    width: number | undefined,
    given: number | undefined,
  ): Promise<number | undefined> {
    const { output } = this.#call;
    const precision = given !== undefined && given < 0 ? undefined : given;
    if (directive.conversion === "q") {
      output.putText(quoteIfNeeded(argument));
      return directive.end;
    }
    try {
      const rendered = renderDirective(directive, argument, width, precision);
      if (directive.conversion !== "b" && directive.conversion !== "s")
        await this.#complainOf(argument, rendered, directive.conversion);
      output.putText(rendered.text);
      return rendered.ends ? undefined : directive.end;
    } catch (error) {
      if (error instanceof BuiltinFailure) throw new Failure(error.message);
      throw error;
    }
  }

  /** @throws Failure */
  async #size(what: string): Promise<number> {
    if (this.left <= 0) return 0;
    const argument = this.#operands[this.#used++] ?? "";
    const { value, error, warning } = integerArgument(argument, false);
    await this.#complainOf(argument, {
      errors: error === undefined ? [] : [error],
      warnings: warning === undefined ? [] : [warning],
    });
    const isNegative = what === "precision" && value < 0;
    if (!isNegative && (value > LARGEST || value < -LARGEST - 1n))
      throw new Failure(`invalid ${what}: ${quoted(argument)}`);
    return Number(value);
  }

  async #complainOf(
    argument: string,
    { errors, warnings }: { readonly errors: readonly string[]; readonly warnings: readonly string[] },
    conversion = "d",
  ): Promise<void> {
    if (/^['"]./su.test(argument)) {
      const rest = [...argument].slice(2).join("");
      const warning = `${this.#call.name}: warning: ${rest}: character(s) following character constant have been ignored\n`;
      if (rest !== "") await this.#call.process.printError(warning);
      return;
    }
    if (errors.length > 0) {
      const isBegun = ("diouxX".includes(conversion) ? /^\s*[-+]?\d/ : /^\s*[-+]?(?:\d|\.\d)/).test(argument);
      await this.#call.complain(
        `${quoted(argument)}: ${isBegun ? "value not completely converted" : "expected a numeric value"}`,
      );
    } else if (warnings.length > 0) await this.#call.complain(`${quoted(argument)}: Numerical result out of range`);
  }
}
