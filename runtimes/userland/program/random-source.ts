import type { MaybePromise } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "./failure.ts";
import type { ProgramCall } from "./program.ts";
import { quoted, quoteIfNeeded } from "./quoting.ts";

const POOL_BYTES = 4096;

/** Where random bytes come from: the kernel, or a file that is named, whose bytes are taken one behind the other. */
export class RandomSource {
  readonly #call: ProgramCall;
  readonly #path: string | undefined;
  readonly #fd: number | undefined;
  #pool: Uint8Array = new Uint8Array(0);
  #at = 0;

  /**
   * @param whenUnopened what is said before the name of a file that can't be opened
   * @throws Failure
   */
  constructor(call: ProgramCall, path: string | undefined, whenUnopened = "", failureStatus = 1) {
    this.#call = call;
    this.#path = path;
    if (path === undefined) return;
    try {
      this.#fd = call.process.descriptors.add(call.files.open(path, { access: "read" }, 0), { closeOnExec: true });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${whenUnopened}${quoteIfNeeded(path)}: ${error.message}`, failureStatus);
    }
  }

  /** @throws Failure if a file has no more */
  byte(): MaybePromise<number> {
    return this.#at < this.#pool.length ? (this.#pool[this.#at++] ?? 0) : this.#filled();
  }

  /** @throws Failure if a file has no more */
  async bytes(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at++) bytes[at] = await this.byte();
    return bytes;
  }

  async #filled(): Promise<number> {
    const { process, kernel } = this.#call;
    this.#pool = this.#fd === undefined ? kernel.random(POOL_BYTES) : await process.read(this.#fd, POOL_BYTES);
    if (this.#pool.length === 0) throw new Failure(`${quoted(this.#path ?? "")}: end of file`);
    this.#at = 1;
    return this.#pool[0] ?? 0;
  }
}
