import type { FileSystem } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { TooLong } from "../decimal/decimal.ts";
import { columnsOf, WrappedOutput } from "../decimal/wrapped-output.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { BcLexer, type BcPlace, NeedsMore } from "./lexer.ts";
import { BcMachine } from "./machine.ts";
import { MATH_LIBRARY } from "./math-library.ts";
import { programNames } from "./names.ts";
import { BcParser, type Item } from "./parser.ts";
import { FatalFault, RuntimeFault } from "./runtime-fault.ts";
import { BcSource } from "./source.ts";
import { type Standard, Tokens } from "./tokens.ts";

/* https://www.gnu.org/software/bc */

const OPTIONS = {
  interactive: { letters: "i" },
  mathlib: { letters: "l", about: "know the functions s c a l e j, and begin with a scale of 20" },
  quiet: { letters: "q", about: "(of no effect: nothing is said at the start)" },
  standard: { letters: "s", about: "take what POSIX doesn't know for faults" },
  warn: { letters: "w", about: "warn of what POSIX doesn't know" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const LIBRARY_SCALE = 20;
const LIMITS = `BC_BASE_MAX     = 2147483647
BC_DIM_MAX      = 16777215
BC_SCALE_MAX    = 2147483647
BC_STRING_MAX   = 2147483647
MAX Exponent    = 9223372036854775807
Number of vars  = 32767
`;
const WARRANTY = "\nThis is a program of slotbox's own, without any warranty. See its licence.\n\n";

export const bc = program({
  name: "bc",
  usage: "[OPTION]... [FILE]...",
  about:
    "Reckons with numbers of any length: runs the programs in all FILEs, then what the standard input says, line by line.",
  like: "GNU bc",
  options: OPTIONS,
  modernize: (args) => args.map((arg) => (arg === "-v" ? "--version" : arg === "-h" ? "--help" : arg)),
  run: (call) => new Calculator(call).run(),
});

class Calculator {
  readonly #call: Call;
  readonly #standard: Standard;
  readonly #names = programNames();
  readonly #voids = new Set<string>();
  readonly #source: BcSource;
  readonly #machine: BcMachine;
  #place: BcPlace = { at: 0, line: 1, file: -1 };

  constructor(call: Call) {
    const { options, output, process } = call;
    const extra = (process.env.get("BC_ENV_ARGS") ?? "").split(/\s+/).filter((arg) => arg !== "");
    const has = (name: keyof typeof OPTIONS): boolean =>
      options.has(name) || extra.includes(`-${OPTIONS[name].letters}`);
    this.#call = call;
    this.#standard = has("standard") ? "strict" : has("warn") ? "warned" : "extended";
    const files = [...extra.filter((arg) => !arg.startsWith("-")), ...call.operands];
    this.#source = new BcSource(process, files, (name) => openFile(process, call.files, name));
    const columns = columnsOf(process.env.get("BC_LINE_LENGTH"));
    const around = {
      output: new WrappedOutput(output, columns),
      pause: () => (output.isFull ? this.#flushed() : process.checkpoint()),
      warn: (message: string) => this.#say([message]),
      readNumber: () => this.#readNumber(),
    };
    this.#machine = new BcMachine(this.#names, around, this.#standard === "strict");
    if (!has("mathlib")) return;
    for (const [name, evaluation] of Object.entries(MATH_LIBRARY)) this.#machine.define(name, evaluation);
    this.#machine.settings.scale = LIBRARY_SCALE;
  }

  async run(): Promise<number> {
    try {
      return await this.#runAll();
    } catch (error) {
      if (!(error instanceof FatalFault)) throw error;
      await this.#say([error.message]);
      return 1;
    }
  }

  async #runAll(): Promise<number> {
    for (;;) {
      const item = await this.#next();
      if (item.kind === "end" || item.kind === "quit") return 0;
      if (item.kind === "function") {
        this.#machine.define(item.function.name, item.function);
        if (item.isVoid) this.#voids.add(item.function.name);
        else this.#voids.delete(item.function.name);
      }
      if (item.kind === "code" && !(await this.#runs(item))) return 0;
    }
  }

  /** Reads what is to be done next, and says what is wrong with it. What isn't whole yet is read again with more text. */
  async #next(): Promise<Item> {
    for (;;) {
      const messages: string[] = [];
      const tokens = new Tokens(
        (complain) => new BcLexer(this.#source, this.#place, complain),
        this.#standard,
        messages,
      );
      const parser = new BcParser(tokens, this.#names, (name) => this.#voids.has(name), {
        limits: LIMITS,
        warranty: WARRANTY,
      });
      try {
        const item = parser.parse();
        this.#place = tokens.lexer.place;
        await this.#say(messages);
        return item;
      } catch (error) {
        if (!(error instanceof NeedsMore)) throw error;
        this.#place = { ...this.#place, at: this.#source.forget(this.#place.at) };
        await this.#call.output.flush();
        await this.#source.readLine();
      }
    }
  }

  async #runs(item: Extract<Item, { kind: "code" }>): Promise<boolean> {
    try {
      return await this.#machine.run(item.code);
    } catch (error) {
      if (error instanceof TooLong) throw new FatalFault("Fatal error: Out of memory for malloc.");
      if (!(error instanceof RuntimeFault)) throw error;
      await this.#say([error.message]);
      return true;
    } finally {
      if (this.#call.output.isFull) await this.#call.output.flush();
    }
  }

  async #flushed(): Promise<void> {
    await this.#call.output.flush();
    await this.#call.process.checkpoint();
  }

  async #say(messages: readonly string[]): Promise<void> {
    if (messages.length === 0) return;
    await this.#call.output.flush();
    await this.#call.process.printError(messages.map((message) => `${message}\n`).join(""));
  }

  async #readNumber(): Promise<string> {
    await this.#call.output.flush();
    const place = { at: this.#place.at };
    const word = await this.#source.readWord(place);
    this.#place = { ...this.#place, at: place.at };
    return word;
  }
}

/** @throws FatalFault */
function openFile(process: Process, files: FileSystem, name: string): number {
  try {
    return process.descriptors.add(files.open(name, { access: "read" }, 0));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new FatalFault(`File ${name} is unavailable.`);
  }
}
