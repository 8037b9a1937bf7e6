import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoteIfNeeded } from "../program/quoting.ts";

interface PieceManner {
  readonly prefix: string;
  suffix(number: number): string;
  readonly elidesEmpty: boolean;
  /** Whether sizes are not printed. */
  readonly isQuiet: boolean;
}

/** The files that a file is divided into, one after the other. */
export class Pieces {
  readonly #call: ProgramCall;
  readonly #manner: PieceManner;
  readonly #names: string[] = [];
  #fd: number | undefined;
  #bytes = 0;

  constructor(call: ProgramCall, manner: PieceManner) {
    this.#call = call;
    this.#manner = manner;
  }

  /** Begins the next file. @throws Failure */
  begin(): void {
    const name = this.#manner.prefix + this.#manner.suffix(this.#names.length);
    try {
      const file = this.#call.files.open(name, { access: "write", create: true, truncate: true }, 0o666);
      this.#fd = this.#call.process.descriptors.add(file);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${quoteIfNeeded(name)}: ${error.message}`);
    }
    this.#names.push(name);
    this.#bytes = 0;
  }

  async write(lines: readonly Uint8Array[]): Promise<void> {
    if (this.#fd === undefined || lines.length === 0) return;
    const bytes = concatBytes(lines);
    this.#bytes += bytes.length;
    await this.#call.process.write(this.#fd, bytes);
  }

  /** Ends the file that is written, if there is one. */
  async close(): Promise<void> {
    if (this.#fd === undefined) return;
    this.#call.process.descriptors.close(this.#fd);
    this.#fd = undefined;
    if (this.#bytes === 0 && this.#manner.elidesEmpty) {
      this.#call.files.unlink(this.#names.pop() ?? "");
      return;
    }
    if (!this.#manner.isQuiet) this.#call.output.putText(`${this.#bytes}\n`);
  }

  removeAll(): void {
    for (const name of this.#names) this.#call.files.unlink(name);
  }
}
