import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import type { InPlaceFile, InPlaceFiles } from "./in-place-files.ts";
import { LineReader } from "./line-reader.ts";
import { PANIC } from "./output-file.ts";

/** The status when a file can't be read; the others are. */
const UNREADABLE = 2;

export interface InputOptions {
  readonly end: string;
  readonly isSeparate: boolean;
  readonly isUnbuffered: boolean;
  readonly inPlace: InPlaceFiles | undefined;
}

interface InputFile {
  readonly name: string;
  readonly lines: LineReader;
  readonly inPlace: InPlaceFile | undefined;
}

/** All files as one stream of lines, or one after the other. */
export class Input {
  readonly #call: ProgramCall;
  readonly #options: InputOptions;
  readonly #names: string[];
  #current: InputFile | undefined;
  /** The file behind the current one, once it is known to have a line. */
  #next: InputFile | undefined;
  #isAtEnd = false;
  lineNumber = 0;
  /** 0, or what is to be said of files that couldn't be read. */
  status = 0;

  constructor(call: ProgramCall, names: readonly string[], options: InputOptions) {
    this.#call = call;
    this.#names = [...names];
    this.#options = options;
  }

  get name(): string {
    return this.#current?.name ?? "-";
  }

  get inPlace(): InPlaceFile | undefined {
    return this.#current?.inPlace;
  }

  /** Whether it is known what comes next; else {@link prepare} finds it out. */
  get isReady(): boolean {
    return this.#current?.lines.hasLine || this.#next !== undefined || this.#isAtEnd;
  }

  get hasLine(): boolean {
    return this.#current?.lines.hasLine || this.#next !== undefined;
  }

  /** Whether no line comes behind the current one, in its file if they are separate. */
  get isLastLine(): boolean {
    if (this.#current?.lines.hasLine) return false;
    return this.#options.isSeparate || this.#next === undefined;
  }

  /** Whether the next line is of another file. */
  get beginsFile(): boolean {
    return !this.#current?.lines.hasLine && this.#next !== undefined;
  }

  /** @throws Failure */
  async prepare(): Promise<void> {
    if (this.#current) await this.#prepare(this.#current);
    while (!this.isReady) {
      const name = this.#names.shift();
      if (name === undefined) {
        this.#isAtEnd = true;
        return;
      }
      const file = await this.#open(name);
      if (!file) continue;
      await this.#prepare(file);
      if (file.lines.hasLine) this.#next = file;
      else await this.#close(file);
    }
  }

  /** The next line, which has been prepared. @param end of the line; "" if it has none */
  async enterFile(): Promise<void> {
    const next = this.#next;
    if (this.#current) await this.#close(this.#current);
    this.#current = next;
    this.#next = undefined;
    if (this.#options.isSeparate) this.lineNumber = 0;
  }

  take(): { readonly line: string; readonly hasEnd: boolean } {
    this.lineNumber++;
    return this.#current?.lines.take() ?? { line: "", hasEnd: true };
  }

  /** The file that has been begun is complete; the one behind it was only looked into. */
  async close(): Promise<void> {
    const [current, next] = [this.#current, this.#next];
    this.#current = undefined;
    this.#next = undefined;
    if (next) discard(next);
    if (current) await this.#close(current);
  }

  /** After a failure: no file is changed any more. */
  discard(): void {
    for (const file of [this.#current, this.#next]) if (file) discard(file);
    this.#current = undefined;
    this.#next = undefined;
  }

  async #open(name: string): Promise<InputFile | undefined> {
    const { process, files } = this.#call;
    const { end, isUnbuffered, inPlace } = this.#options;
    try {
      const isInput = name === "-" && !inPlace;
      const fd = isInput ? 0 : process.descriptors.add(files.open(name, { access: "read" }, 0));
      process.descriptors.get(fd);
      const made = inPlace?.begin(name);
      return { name, lines: new LineReader(process, fd, end, isUnbuffered), inPlace: made };
    } catch (error) {
      if (error instanceof SystemError) await this.#complain(`can't read ${name}: ${error.message}`, UNREADABLE);
      else if (error instanceof Failure && inPlace) await this.#complain(error.message, error.status ?? PANIC);
      else throw error;
      return undefined;
    }
  }

  async #prepare({ name, lines }: InputFile): Promise<void> {
    try {
      await lines.prepare();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`read error on ${name === "-" ? "stdin" : name}: ${error.message}`, PANIC);
    }
  }

  async #close({ lines, inPlace }: InputFile): Promise<void> {
    lines.close();
    await inPlace?.finish();
  }

  async #complain(message: string, status: number): Promise<void> {
    this.status = status;
    await this.#call.process.printError(`${this.#call.name}: ${message}\n`);
  }
}

function discard({ lines, inPlace }: InputFile): void {
  lines.close();
  inPlace?.discard();
}
