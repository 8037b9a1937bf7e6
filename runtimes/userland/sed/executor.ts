import type { MaybePromise } from "../../kernel/description.ts";
import type { Regex, Span } from "../../regex/regex.ts";
import { Failure } from "../program/failure.ts";
import type { AddressedLine } from "./addressed-lines.ts";
import type { AppendedFiles } from "./appended-files.ts";
import type { Action, Command, PlainName, Substitution } from "./command.ts";
import type { DebugTrace } from "./debug-trace.ts";
import type { Input } from "./input.ts";
import { listed } from "./list.ts";
import type { OutputFile } from "./output-file.ts";
import type { OutputFiles } from "./output-files.ts";
import type { Pattern } from "./pattern.ts";
import { BAD_USAGE } from "./script-reader.ts";
import type { ShellCommands } from "./shell-commands.ts";
import { substitute } from "./substitution.ts";

export interface ExecutorOptions {
  /** What ends lines, in and out. */
  readonly end: string;
  readonly isQuiet: boolean;
  readonly isPosix: boolean;
  readonly isSeparate: boolean;
  readonly isUnbuffered: boolean;
  /** Gives others their turn if it is time. @throws when the program has been ended */
  checkpoint(): MaybePromise<void>;
  /** How long the lines of `l` get. */
  readonly columns: number;
  readonly shell: ShellCommands;
  readonly trace: DebugTrace | undefined;
}

/** What comes behind a command, instead of the number of the next one. */
const END_CYCLE = -1;
const DELETE = -2;
/** A cycle begins with what is left of the pattern space. */
const RESTART = -3;
const QUIT = -4;
/** As DELETE; `--debug` says nothing of this end. */
const DELETE_SILENTLY = -5;

type Appended = { readonly kind: "text"; readonly text: string } | { readonly kind: "file"; readonly name: string };

/** Runs a script for each line of its input. */
export class Executor implements AddressedLine {
  readonly #commands: readonly Command[];
  readonly #input: Input;
  readonly #outputs: OutputFiles;
  readonly #appendedFiles: AppendedFiles;
  readonly #options: ExecutorOptions;
  #pattern = "";
  /** What ended the line that was read last. */
  #end: string;
  #hold = "";
  /** Whether what is held came from a line with an end, as `#end` of the pattern space. */
  #holdEnd: string;
  #isReplaced = false;
  #lastRegex: Regex | undefined;
  #appended: Appended[] = [];
  #status = 0;

  constructor(
    commands: readonly Command[],
    input: Input,
    outputs: OutputFiles,
    appendedFiles: AppendedFiles,
    options: ExecutorOptions,
  ) {
    this.#commands = commands;
    this.#input = input;
    this.#outputs = outputs;
    this.#appendedFiles = appendedFiles;
    this.#options = options;
    this.#end = options.end;
    this.#holdEnd = options.end;
  }

  get lineNumber(): number {
    return this.#input.lineNumber;
  }

  get isLastLine(): boolean {
    return this.#input.isLastLine;
  }

  matches(pattern: Pattern): boolean {
    return this.#regex(pattern).test(this.#pattern);
  }

  /** @returns the status that the script quits with, or 0 */
  async run(): Promise<number> {
    const { trace } = this.#options;
    let outcome = DELETE;
    trace?.putProgram();
    while (outcome !== QUIT) {
      if (outcome !== RESTART) {
        if (!this.#input.isReady) await this.#prepare();
        if (!this.#input.hasLine) break;
        if (this.#input.beginsFile) await this.#enterFile();
        this.#pattern = this.#takeLine();
        trace?.putInput(this.#input.name, this.lineNumber);
      }
      trace?.putPattern(this.#pattern);
      outcome = await this.#cycle();
      if (outcome === END_CYCLE || outcome === DELETE) trace?.putEnd();
      if (outcome === END_CYCLE) this.#autoprint();
      if (this.#appended.length > 0) await this.#printAppended();
      if (this.#output.isFull || this.#options.isUnbuffered) await this.#output.flush();
    }
    return this.#status;
  }

  get #output(): OutputFile {
    return this.#input.inPlace?.output ?? this.#outputs.stdout;
  }

  async #cycle(): Promise<number> {
    let at = 0;
    for (;;) {
      const command = this.#commands[at];
      if (!command) return END_CYCLE;
      this.#options.trace?.putCommand(at);
      const { lines, action } = command;
      if (command.looksAhead && !this.#input.isReady) await this.#prepare();
      if (lines && !lines.include(this)) at = action.kind === "block" ? action.end : at + 1;
      else {
        const next = this.#perform(command, at + 1);
        const from = at;
        at = typeof next === "number" ? next : await next;
        if (at < 0) return at;
        this.#options.trace?.putResult(command, this.#pattern, this.#hold);
        // A loop: others have their turn, and the program's time may be up.
        if (at <= from) await this.#options.checkpoint();
        if (this.#output.isFull) await this.#output.flush();
      }
    }
  }

  /** @param next the number of the next command @returns that of the one that comes, or what else does */
  #perform({ action, lines }: Command, next: number): MaybePromise<number> {
    switch (action.kind) {
      case "plain":
        return this.#plain(action.name, next);
      case "substitute":
        return this.#substitute(action, next);
      case "run":
        return this.#run(action.command, next);
      case "block":
      case "note":
        return next;
      case "jump":
        return this.#jumps(action.name) ? action.target : next;
      case "text":
        if (action.name === "a") this.#appended.push({ kind: "text", text: action.text });
        else if (action.name === "i" || !lines?.isInRange) this.#output.putText(action.text);
        return action.name === "c" ? DELETE : next;
      case "translate":
        this.#pattern = translated(this.#pattern, action.characters);
        return next;
      case "list":
        this.#output.putText(listed(this.#pattern, action.columns ?? this.#options.columns, this.#options.end));
        return next;
      case "write":
        this.#write(action);
        return next;
      case "read":
        return this.#read(action, next);
      case "quit":
        this.#status = action.status;
        if (action.prints) this.#quit();
        else this.#appended = [];
        return QUIT;
    }
  }

  #plain(name: PlainName, next: number): MaybePromise<number> {
    switch (name) {
      case "n":
      case "N":
        return this.#nextLine(name === "N", next);
      case "d":
        return DELETE;
      case "D": {
        const first = this.#pattern.indexOf(this.#options.end);
        if (first < 0) return DELETE_SILENTLY;
        this.#pattern = this.#pattern.slice(first + 1);
        return RESTART;
      }
      case "g":
        this.#pattern = this.#hold;
        this.#end = this.#holdEnd;
        break;
      case "G":
        this.#pattern += this.#options.end + this.#hold;
        this.#end = this.#holdEnd;
        break;
      case "h":
        this.#hold = this.#pattern;
        this.#holdEnd = this.#end;
        break;
      case "H":
        this.#hold += this.#options.end + this.#pattern;
        this.#holdEnd = this.#end;
        break;
      case "x":
        [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
        [this.#end, this.#holdEnd] = [this.#holdEnd, this.#end];
        break;
      case "z":
        this.#pattern = "";
        break;
      case "p":
        this.#output.putLine(this.#pattern, this.#end);
        break;
      case "P":
        this.#printFirstLine(this.#output);
        break;
      case "=":
        this.#output.putText(`${this.lineNumber}${this.#options.end}`);
        break;
      case "F":
        this.#output.putText(`${this.#input.name}${this.#options.end}`);
        break;
    }
    return next;
  }

  /** `n` and `N`. Without a next line, the script ends. */
  async #nextLine(isAdded: boolean, next: number): Promise<number> {
    if (this.#input.isLastLine) {
      if (!this.#options.isPosix || !isAdded) return END_CYCLE;
      return DELETE;
    }
    if (!isAdded) this.#autoprint();
    if (this.#appended.length > 0) await this.#printAppended();
    if (this.#input.beginsFile) await this.#enterFile();
    const line = this.#takeLine();
    this.#pattern = isAdded ? this.#pattern + this.#options.end + line : line;
    return next;
  }

  #substitute(action: Substitution, next: number): MaybePromise<number> {
    const { pattern, replacement } = action;
    const regex = this.#regex(pattern);
    if (replacement.groups > regex.groups)
      throw this.#failure(`invalid reference \\${replacement.groups} on \`s' command's RHS`);
    const result = substitute(this.#pattern, regex, action, this.#onMatch);
    if (result === undefined) return next;
    this.#pattern = result;
    this.#isReplaced = true;
    if (action.runs) return this.#runReplaced(action, next);
    this.#putReplaced(action);
    return next;
  }

  get #onMatch(): ((spans: readonly Span[]) => void) | undefined {
    const { trace } = this.#options;
    const text = this.#pattern;
    return trace && ((spans) => trace.putMatch(text, spans));
  }

  #putReplaced({ prints, output }: Substitution): void {
    if (prints) this.#output.putLine(this.#pattern, this.#end);
    output?.putLine(this.#pattern, this.#end);
  }

  async #runReplaced(action: Substitution, next: number): Promise<number> {
    if (action.printsFirst) this.#output.putLine(this.#pattern, this.#end);
    await this.#runLine();
    this.#putReplaced(action.printsFirst ? { ...action, prints: false } : action);
    return next;
  }

  async #run(command: string | undefined, next: number): Promise<number> {
    if (command === undefined) {
      await this.#runLine();
      this.#end = this.#options.end;
    } else {
      await this.#outputs.flush();
      await this.#output.flush();
      this.#output.putText(await this.#options.shell.outputOf(command));
    }
    return next;
  }

  /** The line becomes what it prints as a command. */
  async #runLine(): Promise<void> {
    await this.#outputs.flush();
    await this.#output.flush();
    const printed = await this.#options.shell.outputOf(this.#pattern);
    const { end } = this.#options;
    this.#pattern = printed.endsWith(end) ? printed.slice(0, -end.length) : printed;
  }

  #jumps(name: "b" | "t" | "T"): boolean {
    if (name === "b") return true;
    const isReplaced = this.#isReplaced;
    this.#isReplaced = false;
    return isReplaced === (name === "t");
  }

  #write({ isFirstLine, output }: Action & { kind: "write" }): void {
    if (isFirstLine) this.#printFirstLine(output);
    else output.putLine(this.#pattern, this.#end);
  }

  async #read({ isOneLine, file }: Action & { kind: "read" }, next: number): Promise<number> {
    if (!isOneLine) this.#appended.push({ kind: "file", name: file });
    else {
      const line = await this.#appendedFiles.line(file);
      if (line !== undefined) this.#appended.push({ kind: "text", text: line });
    }
    return next;
  }

  #printFirstLine(output: OutputFile): void {
    const first = this.#pattern.indexOf(this.#options.end);
    if (first < 0) output.putLine(this.#pattern, this.#end);
    else output.putLine(this.#pattern.slice(0, first), this.#options.end);
  }

  /** What was printed last gets its end, even if the line had none. */
  #quit(): void {
    this.#autoprint();
    this.#output.completeLine();
  }

  #autoprint(): void {
    if (!this.#options.isQuiet) this.#output.putLine(this.#pattern, this.#end);
  }

  async #printAppended(): Promise<void> {
    const appended = this.#appended;
    this.#appended = [];
    for (const one of appended) {
      if (one.kind === "text") this.#output.putText(one.text);
      else {
        await this.#outputs.flush();
        this.#output.putText(await this.#appendedFiles.whole(one.name));
      }
    }
  }

  /** Waits for input, before which everybody sees what was printed. */
  async #prepare(): Promise<void> {
    await this.#outputs.flush();
    await this.#input.prepare();
  }

  async #enterFile(): Promise<void> {
    const { isSeparate } = this.#options;
    await this.#input.enterFile();
    if (isSeparate) for (const { lines } of this.#commands) lines?.reset();
  }

  #takeLine(): string {
    this.#isReplaced = false;
    const { line, hasEnd } = this.#input.take();
    this.#end = hasEnd ? this.#options.end : "";
    return line;
  }

  #regex(pattern: Pattern): Regex {
    if (pattern !== "last") this.#lastRegex = pattern;
    if (!this.#lastRegex) throw this.#failure("no previous regular expression");
    return this.#lastRegex;
  }

  #failure(message: string): Failure {
    return new Failure(`-e expression #1, char 0: ${message}`, BAD_USAGE);
  }
}

function translated(text: string, characters: ReadonlyMap<string, string>): string {
  let result = "";
  for (const character of text) result += characters.get(character) ?? character;
  return result;
}
