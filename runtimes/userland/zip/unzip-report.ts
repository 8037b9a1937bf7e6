import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8, encodedLength } from "../../web/encoding.ts";
import type { DataFault } from "../compression/data-fault.ts";
import type { ZipEntry } from "./entry.ts";
import type { UnzipCall } from "./unzip-options.ts";
import type { ZipFault } from "./zip-file.ts";

const COLUMNS = 22;

/** A name with blanks up to the next column, as bytes are counted. */
export function padded(name: string): string {
  return name + " ".repeat(Math.max(0, COLUMNS - encodedLength(name)));
}

export const STATUS = { warning: 1, dataError: 2, format: 3, usage: 10, unmatched: 11, unsupported: 81, password: 82 };

export type Answer = "y" | "n" | "A" | "N" | "end" | { readonly name: string };

/** Messages, questions and the status of a run: the highest of all. */
export class UnzipReport {
  readonly #call: UnzipCall;
  status = 0;

  constructor(call: UnzipCall) {
    this.#call = call;
  }

  raise(status: number): void {
    this.status = Math.max(this.status, status);
  }

  async error(text: string, status: number): Promise<void> {
    this.raise(status);
    await this.#call.output.flush();
    await this.#call.process.printError(text);
  }

  skip({ name }: ZipEntry, why: string, isPassword = false): Promise<void> {
    const text = `   skipping: ${padded(name)}  ${why}\n`;
    return this.error(text, isPassword ? STATUS.password : STATUS.unsupported);
  }

  /** @param name of what, if that wasn't told before */
  dataError({ problems, detail }: DataFault, name: string | undefined): Promise<void> {
    const isChecksum = problems.includes("checksum");
    const before = name === undefined ? "" : `${padded(name)} `;
    const text = isChecksum
      ? `${before} bad CRC ${detail}\n`
      : `\n  error:  invalid compressed data to inflate${name === undefined ? "" : ` ${name}`}\n`;
    return this.error(text, STATUS.dataError);
  }

  /** @param number of the entry, from 1 */
  badOffset(number: number, { message }: ZipFault): Promise<void> {
    return this.error(`file #${number}:  bad zipfile offset ${message}\n`, STATUS.format);
  }

  /** Asks whether to replace a file, until it understands the answer. */
  async ask(path: string): Promise<Answer> {
    for (;;) {
      await this.error(`replace ${path}? [y]es, [n]o, [A]ll, [N]one, [r]ename: `, 0);
      const line = await this.#line();
      if (line === undefined) {
        await this.error(' NULL\n(EOF or read error, treating as "[N]one" ...)\n', 0);
        return "end";
      }
      const letter = line.charAt(0);
      if (letter === "y" || letter === "Y") return "y";
      if (letter === "n") return "n";
      if (letter === "A" || letter === "N") return letter;
      if (letter === "r" || letter === "R") {
        await this.error("new name: ", 0);
        return { name: (await this.#line()) ?? path };
      }
      await this.error(`error:  invalid response [${line}]\n`, 0);
    }
  }

  /** Byte for byte: what is behind the answer may be somebody else's. */
  async #line(): Promise<string | undefined> {
    const bytes: number[] = [];
    try {
      for (;;) {
        const [byte] = await this.#call.process.read(0, 1);
        if (byte === undefined && bytes.length === 0) return undefined;
        if (byte === undefined || byte === 10) return decodeUtf8(Uint8Array.from(bytes), "escape");
        bytes.push(byte);
      }
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }
}
