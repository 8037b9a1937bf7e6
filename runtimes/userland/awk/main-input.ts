import { SystemError } from "../../kernel/system-error.ts";
import { isDirectory } from "../program/file-kinds.ts";
import type { AwkArray } from "./array.ts";
import { AwkError } from "./awk-error.ts";
import { type Steps, waitFor } from "./code.ts";
import { readEscapes } from "./escapes.ts";
import { RecordReader } from "./record-reader.ts";
import { inputValue, type Runtime } from "./runtime.ts";
import { InputText, toNumber, toText, type Value } from "./values.ts";

const ASSIGNMENT = /^((?:[A-Za-z_][A-Za-z_0-9]*::)?[A-Za-z_][A-Za-z_0-9]*)=(.*)$/s;

/** The records of all operands, one after the other. */
export class MainInput {
  readonly #runtime: Runtime;
  #reader: RecordReader | undefined;
  #at = 1;
  #hasOpened = false;
  #isOver = false;
  /** What runs before the records of a file, and behind them. */
  onBeginFile: (() => Steps<void>) | undefined;
  onEndFile: (() => Steps<void>) | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** The next record, if it has been read already. */
  takeNow(): string | undefined {
    const reader = this.#reader;
    const record = reader?.take(this.#runtime.recordSeparator);
    if (record !== undefined && reader) this.#count(reader);
    return record;
  }

  /** @returns nothing when all operands are at their end */
  *next(): Steps<string | undefined> {
    for (;;) {
      if (!this.#reader && !(yield* this.#open())) return undefined;
      const record = this.takeNow();
      if (record !== undefined) return record;
      const reader = this.#reader;
      if (!reader) continue;
      if (reader.isAtEnd) yield* this.skipFile();
      else yield* this.#fill(reader);
    }
  }

  /** Leaves the rest of a file. */
  *skipFile(): Steps<void> {
    const reader = this.#reader;
    if (!reader) return;
    if (this.onEndFile) yield* this.onEndFile();
    this.#reader = undefined;
    if (reader.fd !== 0) this.#runtime.process.descriptors.close(reader.fd);
  }

  *#fill(reader: RecordReader): Steps<void> {
    try {
      yield* waitFor(reader.fill());
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new AwkError(`error reading input file \`${this.#fileName}': ${error.message}`, { hasPlace: true });
    }
  }

  get #fileName(): string {
    return toText(this.#runtime.scalar(this.#runtime.variables.cell("FILENAME").value, "FILENAME"), "%.6g") || "-";
  }

  #count(reader: RecordReader): void {
    const runtime = this.#runtime;
    runtime.recordNumber++;
    runtime.fileRecordNumber++;
    runtime.variables.cell("RT").value = reader.ending;
  }

  /** Goes on to the next operand that is a file. */
  *#open(): Steps<boolean> {
    const { variables } = this.#runtime;
    const operands = variables.array("ARGV");
    while (!this.#isOver) {
      const count = toNumber(this.#runtime.scalar(variables.cell("ARGC").value, "ARGC"));
      if (this.#at >= count) {
        this.#isOver = true;
        if (this.#hasOpened) return false;
        return yield* this.#begin("-", 0);
      }
      const operand = this.#operand(operands, this.#at++);
      if (operand === "") continue;
      const [, name, value = ""] = ASSIGNMENT.exec(operand) ?? [];
      if (name !== undefined) assign(this.#runtime, name, value);
      else if (yield* this.#openFile(operand)) return true;
    }
    return false;
  }

  #operand(operands: AwkArray, at: number): string {
    const held = operands.peek(String(at));
    return this.#runtime.text(this.#runtime.scalar(held, "ARGV"));
  }

  *#openFile(operand: string): Steps<boolean> {
    this.#hasOpened = true;
    this.#runtime.fileRecordNumber = 0;
    if (operand === "-" || operand === "/dev/stdin") return yield* this.#begin(operand, 0);
    const { process, kernel } = this.#runtime;
    try {
      const description = kernel.filesOf(process).open(operand, { access: "read" }, 0);
      if (isDirectory(description.status())) {
        description.release();
        if (!this.onBeginFile) {
          this.#runtime.warn(`command line argument \`${operand}' is a directory: skipped`);
          return false;
        }
        yield* this.#failFile(operand, "Is a directory");
        return false;
      }
      return yield* this.#begin(operand, process.descriptors.add(description, { minFd: 3, closeOnExec: true }));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (this.onBeginFile) {
        yield* this.#failFile(operand, error.message);
        return false;
      }
      throw new AwkError(`cannot open file \`${operand}' for reading: ${error.message}`);
    }
  }

  /** A program that has `BEGINFILE` decides what follows from a file that can't be read. */
  *#failFile(operand: string, message: string): Steps<void> {
    this.#runtime.setText("FILENAME", operand);
    this.#runtime.setText("ERRNO", message);
    this.#isSkipped = false;
    if (this.onBeginFile) yield* this.onBeginFile();
    if (!this.#isSkipped) throw new AwkError(`cannot open file \`${operand}' for reading: ${message}`);
  }

  #isSkipped = false;

  /** `nextfile` in `BEGINFILE`. */
  skipOpened(): void {
    this.#isSkipped = true;
  }

  *#begin(name: string, fd: number): Steps<boolean> {
    this.#hasOpened = true;
    this.#runtime.variables.cell("FILENAME").value = new InputText(name);
    this.#runtime.setText("ERRNO", "");
    this.#runtime.fileRecordNumber = 0;
    const reader = new RecordReader(this.#runtime.process, fd, this.#runtime.asBytes);
    this.#reader = reader;
    this.#isSkipped = false;
    if (this.onBeginFile) yield* this.onBeginFile();
    if (this.#isSkipped) yield* this.skipFile();
    return this.#reader !== undefined || (yield* this.#open());
  }
}

/** `name=value` among the operands, or of `-v`. */
export function assign(runtime: Runtime, name: string, value: string): void {
  const text = readEscapes(value, (letter) =>
    runtime.warn(`escape sequence \`\\${letter}' treated as plain \`${letter}'`, false),
  );
  const assigned: Value = inputValue(text);
  const cell = runtime.variables.cell(name);
  cell.value = assigned;
}
