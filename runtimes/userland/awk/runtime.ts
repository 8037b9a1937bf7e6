import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { AwkArray, type Held } from "./array.ts";
import { AwkError } from "./awk-error.ts";
import type { Steps } from "./code.ts";
import { type FieldSettings, Fields } from "./fields.ts";
import { RandomNumbers } from "./random.ts";
import { type RecordSeparator, recordSeparatorOf } from "./record-ends.ts";
import { Redirections } from "./redirections.ts";
import { Regexes } from "./regexes.ts";
import { type Splitter, splitterOf, splitterOfParts, splitterOfWidths } from "./splitters.ts";
import { InputText, isTrue, toNumber, toText, type Value } from "./values.ts";
import { Variables } from "./variables.ts";

/** So many rounds of loops are taken between two looks at the others. */
const ROUNDS_PER_CHECKPOINT = 256;

export interface RuntimeOptions {
  /** Every byte is a character. */
  readonly asBytes: boolean;
  /** What doubtful parts of a program lead to; nothing if nobody looks for them. */
  readonly lint: "warning" | "fatal" | undefined;
}

/** What a running program works on: its record, its variables and what it has open. */
export class Runtime implements FieldSettings {
  readonly process: Process;
  readonly kernel: Kernel;
  readonly asBytes: boolean;
  readonly lint: RuntimeOptions["lint"];
  readonly variables = new Variables();
  readonly regexes: Regexes;
  readonly fields: Fields;
  readonly files: Redirections;
  readonly random = new RandomNumbers();
  splitter: Splitter;
  recordSeparator: RecordSeparator;
  convfmt = "%.6g";
  ofmt = "%.6g";
  ofs = " ";
  ors = "\n";
  subsep = "\x1c";
  recordNumber = 0;
  fileRecordNumber = 0;
  exitStatus = 0;
  /** Where the statement is that runs, for messages. */
  place = "cmd. line:1";
  depth = 0;
  #rounds = 0;
  /** Warnings on their way. */
  #saying: Promise<void> | undefined;

  constructor(process: Process, kernel: Kernel, { asBytes, lint }: RuntimeOptions) {
    this.process = process;
    this.kernel = kernel;
    this.asBytes = asBytes;
    this.lint = lint;
    this.regexes = new Regexes(asBytes);
    this.files = new Redirections(process, kernel, asBytes);
    this.splitter = splitterOf(" ", this.regexes);
    this.recordSeparator = recordSeparatorOf("\n", this.regexes);
    this.fields = new Fields(this);
    this.#watchVariables();
  }

  get name(): string {
    return this.process.args[0] ?? "awk";
  }

  text(value: Value): string {
    return toText(value, this.convfmt);
  }

  /** What a variable holds, if it is no array. @throws AwkError */
  scalar(held: Held, name: string): Value {
    if (held instanceof AwkArray) throw new AwkError(`attempt to use array \`${name}' in a scalar context`);
    return held;
  }

  setText(name: string, text: string): void {
    this.variables.cell(name).value = text;
  }

  /** Where a message says that something happened: which statement ran, and on which record. */
  get where(): string {
    return this.place === "" ? "" : `${this.place}: ${this.#context}`;
  }

  get #context(): string {
    if (this.fileRecordNumber === 0) return "";
    const file = toText(this.scalar(this.variables.cell("FILENAME").value, "FILENAME"), this.convfmt);
    return `(FILENAME=${file || "-"} FNR=${this.fileRecordNumber}) `;
  }

  warn(message: string, hasPlace = true): void {
    this.say(`${hasPlace ? this.where : ""}warning: ${message}`);
  }

  /** Something is doubtful. @throws AwkError where that is fatal */
  doubt(message: string): void {
    if (this.lint === "fatal") throw new AwkError(message);
    if (this.lint) this.warn(message);
  }

  /** Prints a message in the name of the program. */
  say(message: string): void {
    const text = `${this.name}: ${message}\n`;
    const saying = this.#saying
      ? this.#saying.then(() => this.process.printError(text))
      : this.process.printError(text);
    if (saying instanceof Promise) this.#saying = saying.catch(() => undefined);
  }

  /** To be called once a round of a loop: whether {@link pause} has something to wait for. */
  isDue(): boolean {
    return ++this.#rounds >= ROUNDS_PER_CHECKPOINT || this.files.stdout.isFull;
  }

  *pause(): Steps<void> {
    this.#rounds = 0;
    // What computes may be ended: what it has printed is not to be lost with it.
    const flushed = this.files.stdout.flush();
    if (flushed instanceof Promise) yield flushed;
    const checkpoint = this.process.checkpoint();
    if (checkpoint instanceof Promise) yield checkpoint;
    if (this.#saying) yield this.#saying;
    yield* this.files.drain();
  }

  #watchVariables(): void {
    const { variables } = this;
    const texts = [
      ["CONVFMT", "convfmt", "%.6g"],
      ["OFMT", "ofmt", "%.6g"],
      ["OFS", "ofs", " "],
      ["ORS", "ors", "\n"],
      ["SUBSEP", "subsep", "\x1c"],
    ] as const;
    for (const [name, property, initial] of texts)
      variables.watch(name, initial, (value) => {
        this[property] = this.text(this.scalar(value, name));
      });
    variables.hook(
      "NF",
      () => this.fields.count,
      (value) => {
        this.fields.count = toNumber(this.scalar(value, "NF"));
      },
    );
    variables.hook(
      "NR",
      () => this.recordNumber,
      (value) => {
        this.recordNumber = toNumber(this.scalar(value, "NR"));
      },
    );
    variables.hook(
      "FNR",
      () => this.fileRecordNumber,
      (value) => {
        this.fileRecordNumber = toNumber(this.scalar(value, "FNR"));
      },
    );
    this.#watchSeparators();
    for (const name of ["RSTART", "ERRNO", "RT", "FILENAME"]) variables.cell(name).value = name === "RSTART" ? 0 : "";
    variables.cell("RLENGTH").value = -1;
  }

  #watchSeparators(): void {
    const { variables } = this;
    variables.watch("FS", " ", () => this.#splitBy("FS"));
    for (const name of ["FIELDWIDTHS", "FPAT"] as const) {
      variables.watch(name, name === "FPAT" ? "[^[:space:]]+" : "", (value) => {
        if (this.#isReady && value !== undefined) this.#splitBy(name);
      });
    }
    variables.watch("RS", "\n", (value) => {
      this.recordSeparator = recordSeparatorOf(this.text(this.scalar(value, "RS")), this.regexes);
      if (this.#isReady && this.#splitsBy === "FS") this.#splitBy("FS");
    });
    variables.watch("IGNORECASE", 0, (value) => {
      this.regexes.ignoreCase = isTrue(this.scalar(value, "IGNORECASE"));
      if (this.#isReady) this.#splitBy(this.#splitsBy);
    });
    this.#isReady = true;
  }

  #isReady = false;
  #splitsBy: "FS" | "FIELDWIDTHS" | "FPAT" = "FS";

  get splitsBy(): string {
    return this.#splitsBy;
  }

  #splitBy(name: "FS" | "FIELDWIDTHS" | "FPAT"): void {
    this.#splitsBy = name;
    const value = this.#isReady ? this.text(this.scalar(this.variables.cell(name).value, name)) : " ";
    if (name === "FIELDWIDTHS") this.splitter = splitterOfWidths(value);
    else if (name === "FPAT") this.splitter = splitterOfParts(this.regexes.of(value));
    else {
      const isParagraph = this.#isReady && this.text(this.scalar(this.variables.cell("RS").value, "RS")) === "";
      this.splitter = splitterOf(value, this.regexes, isParagraph);
    }
  }
}

/** A text that came from outside. */
export function inputValue(text: string): Value {
  return new InputText(text);
}
