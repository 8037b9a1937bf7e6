import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { closeInput } from "../program/inputs.ts";
import type { ProgramCall } from "../program/program.ts";
import { LineReader } from "./line-reader.ts";

/** Files that `r` and `R` print; those that can't be read are empty. */
export class AppendedFiles {
  readonly #call: ProgramCall;
  readonly #end: string;
  readonly #readers = new Map<string, LineReader | undefined>();

  constructor(call: ProgramCall, end: string) {
    this.#call = call;
    this.#end = end;
  }

  async whole(name: string): Promise<string> {
    const fd = this.#open(name);
    if (fd === undefined) return "";
    try {
      return decodeUtf8(await readAll(this.#call.process, fd), "escape");
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return "";
    } finally {
      closeInput(this.#call.process, fd);
    }
  }

  /** The next line of a file that is read line by line, with its end if it has one. */
  async line(name: string): Promise<string | undefined> {
    if (!this.#readers.has(name)) {
      const fd = this.#open(name);
      const { process } = this.#call;
      this.#readers.set(name, fd === undefined ? undefined : new LineReader(process, fd, this.#end, false));
    }
    const reader = this.#readers.get(name);
    try {
      await reader?.prepare();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
    if (!reader?.hasLine) return undefined;
    const { line, hasEnd } = reader.take();
    return hasEnd ? line + this.#end : line;
  }

  #open(name: string): number | undefined {
    const { process, files } = this.#call;
    try {
      if (name === "/dev/stdin") return process.descriptors.has(0) ? 0 : undefined;
      return process.descriptors.add(files.open(name, { access: "read" }, 0));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return undefined;
    }
  }
}
