import type { MaybePromise } from "../../kernel/description.ts";
import type { FileSystem, Kernel, UserProgram } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "./failure.ts";
import { askingLetters, helpText, type Usage, versionText } from "./help.ts";
import { type GivenOptions, type OptionTable, parseOptions, UsageError } from "./options.ts";
import { Output } from "./output.ts";
import { quoteIfNeeded } from "./quoting.ts";

interface ProgramDescription<Name extends string> extends Usage {
  readonly name: string;
  readonly options: OptionTable<Name>;
  /** Whether options end at the first operand. @default false */
  readonly stopsAtOperand?: boolean;
  /** Whether a long option may be given by its beginning. @default true */
  readonly takesAbbreviations?: boolean;
  /** Whether usage errors show the usage line, too. @default false */
  readonly showsUsage?: boolean;
  /** Whether usage errors show the whole usage text, and no hint to it. @default false */
  readonly showsHelp?: boolean;
  /** Whether the hint to the usage text begins with the name, as a message does. @default false */
  readonly hintsWithName?: boolean;
  /** Of all failures that say nothing else. @default 1 */
  readonly failureStatus?: number;
  /** The lines behind the message of a usage error. @default one that names --help */
  readonly hint?: string | ((process: Process, kernel: Kernel) => string);
  /** Tells of a usage error in another way. @returns a status, if it is another one */
  // biome-ignore lint/suspicious/noConfusingVoidType: a program that has nothing to say of its status returns nothing
  usageError?(process: Process, message: string): MaybePromise<number | void>;
  /** Rewrites arguments of a form that is older than options, such as `-5`. */
  modernize?(args: readonly string[], process: Process): readonly string[];
  /**
   * @returns the status; nothing: that of the complaints
   * @throws UsageError, Failure
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a program that has nothing to say of its status returns nothing
  run(call: ProgramCall<Name>): Promise<number | void> | number | void;
}

/** One run of a program. */
export class ProgramCall<Name extends string = string> {
  readonly process: Process;
  readonly kernel: Kernel;
  readonly files: FileSystem;
  /** As it was called: what messages begin with. */
  readonly name: string;
  readonly options: GivenOptions<Name>;
  readonly operands: readonly string[];
  readonly output: Output;
  /** 0 until there was a complaint. */
  status = 0;
  readonly #failureStatus: number;

  constructor(
    process: Process,
    kernel: Kernel,
    options: GivenOptions<Name>,
    operands: readonly string[],
    failureStatus: number,
  ) {
    this.process = process;
    this.kernel = kernel;
    this.files = kernel.filesOf(process);
    this.name = process.args[0] ?? "";
    this.options = options;
    this.operands = operands;
    this.output = new Output(process);
    this.#failureStatus = failureStatus;
  }

  /** Says `NAME: message` behind what was printed before, and goes on. */
  async complain(message: string): Promise<void> {
    this.status = this.#failureStatus;
    await this.output.flush();
    await this.process.printError(`${this.name}: ${message}\n`);
  }

  /** Complains of what a system call said of a file. Any other error goes on. */
  async complainOf(file: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    await this.complain(`${quoteIfNeeded(file)}: ${error.message}`);
  }
}

/** A program of the userland: its options are read, its usage text is printed and its failures are told in one way. */
export function program<Name extends string>(description: ProgramDescription<Name>): UserProgram {
  const { options: table, stopsAtOperand = false, failureStatus = 1 } = description;
  return async (process, kernel) => {
    const [name = description.name, ...args] = process.args;
    try {
      const given = description.modernize?.(args, process) ?? args;
      const { options, operands, asked } = parseOptions(
        given,
        table,
        stopsAtOperand || process.env.has("POSIXLY_CORRECT"),
        askingLetters(description),
        description.takesAbbreviations,
      );
      const call = new ProgramCall(process, kernel, options, operands, failureStatus);
      if (asked === "help") call.output.putText(helpText(name, description, table));
      else if (asked === "version") call.output.putText(versionText(description.name, description));
      try {
        const status = asked === undefined ? await description.run(call) : 0;
        return status ?? call.status;
      } finally {
        await call.output.flush();
      }
    } catch (error) {
      if (error instanceof UsageError && description.usageError)
        return (await description.usageError(process, error.message)) ?? error.status ?? failureStatus;
      if (error instanceof UsageError) {
        const message = error.message === "" ? "" : `${name}: ${error.message}\n`;
        if (description.showsHelp) {
          await process.printError(`${message}\n${helpText(name, description, table)}`);
          return error.status ?? failureStatus;
        }
        const usage = description.showsUsage ? `Usage: ${name} ${description.usage}\n` : "";
        const prefix = description.hintsWithName ? `${name}: ` : "";
        const { hint = `${prefix}Try '${name} --help' for more information.` } = description;
        const hinted = typeof hint === "string" ? hint : hint(process, kernel);
        await process.printError(`${message}${usage}${hinted}\n`);
        return error.status ?? failureStatus;
      }
      if (!(error instanceof Failure)) throw error;
      await process.printError(`${name}: ${error.message}\n`);
      return error.status ?? failureStatus;
    }
  };
}
