import { AwkError } from "./awk-error.ts";
import type { Splitter } from "./splitters.ts";
import { InputText, MISSING, toText, type Value } from "./values.ts";

/** What a program may number fields with. */
const MAX_FIELDS = 10_000_000;

/** What the fields depend on, of the variables of the program. */
export interface FieldSettings {
  readonly splitter: Splitter;
  readonly convfmt: string;
  readonly ofs: string;
}

/** The record, and its fields, into which it is split when one is asked for. */
export class Fields {
  readonly #settings: FieldSettings;
  #record: Value = "";
  #fields: Value[] = [];
  #isSplit = true;
  /** Whether fields have been changed since the record was put together. */
  #isStale = false;
  /** With which splitter the record will be split: that of the time when it was read. */
  #splitter: Splitter | undefined;

  constructor(settings: FieldSettings) {
    this.#settings = settings;
  }

  setRecord(text: string): void {
    this.#record = new InputText(text);
    this.#isSplit = false;
    this.#isStale = false;
    this.#splitter = this.#settings.splitter;
  }

  /** The record that there is is split as it would have been. */
  splitNow(): void {
    if (!this.#isSplit) this.#split();
  }

  get record(): Value {
    if (this.#isStale) this.#join();
    return this.#record;
  }

  get recordText(): string {
    return toText(this.record, this.#settings.convfmt);
  }

  get count(): number {
    if (!this.#isSplit) this.#split();
    return this.#fields.length;
  }

  set count(count: number) {
    if (count < 0) throw new AwkError("NF set to negative value");
    this.#resize(Math.trunc(count));
    this.#isStale = true;
  }

  get(index: number): Value {
    const at = Math.trunc(index);
    if (at === 0) return this.record;
    if (!(at > 0)) throw new AwkError(`attempt to access field ${at}`);
    if (!this.#isSplit) this.#split();
    return this.#fields[at - 1] ?? MISSING;
  }

  set(index: number, value: Value): void {
    const at = Math.trunc(index);
    if (at === 0) {
      this.setRecord(toText(value, this.#settings.convfmt));
      return;
    }
    if (!(at > 0)) throw new AwkError(`attempt to access field ${at}`);
    if (!this.#isSplit) this.#split();
    if (at > this.#fields.length) this.#resize(at);
    this.#fields[at - 1] = value ?? "";
    this.#isStale = true;
  }

  #resize(count: number): void {
    if (!this.#isSplit) this.#split();
    if (count > MAX_FIELDS) throw new AwkError(`attempt to access field ${count}: too many fields`);
    while (this.#fields.length < count) this.#fields.push(undefined);
    this.#fields.length = count;
  }

  #split(): void {
    const parts = (this.#splitter ?? this.#settings.splitter)(toText(this.#record, this.#settings.convfmt));
    const fields: Value[] = new Array(parts.length);
    for (let at = 0; at < parts.length; at++) fields[at] = new InputText(parts[at] ?? "");
    this.#fields = fields;
    this.#isSplit = true;
  }

  #join(): void {
    const { convfmt, ofs } = this.#settings;
    this.#record = new InputText(this.#fields.map((field) => toText(field, convfmt)).join(ofs));
    this.#isStale = false;
  }
}
