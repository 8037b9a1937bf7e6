import { SystemError } from "../../kernel/system-error.ts";
import { quoteName } from "../program/name-quoting.ts";
import type { ProgramCall } from "../program/program.ts";

const DIFFERS = 1;
export const FAILED = 2;

const PLAIN = /^[ -[\]-~]*$/;

/** A name as listings and messages show it: what can't be seen, and backslashes, by escapes. */
export function shown(name: string): string {
  return PLAIN.test(name) ? name : quoteName(name, "locale").slice(1, -1);
}

/** Ends the program at once. */
export class Fatal extends Error {}

/** Messages and the status of a run. */
export class Report {
  readonly #call: ProgramCall;
  readonly #told = new Set<string>();
  status = 0;

  constructor(call: ProgramCall) {
    this.#call = call;
  }

  async print(text: string): Promise<void> {
    await this.#call.output.flush();
    await this.#call.process.printError(text);
  }

  warn(message: string): Promise<void> {
    return this.print(`tar: ${message}\n`);
  }

  /** Warns of a thing the first time only. */
  async warnOnce(message: string): Promise<void> {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    await this.warn(message);
  }

  async error(message: string): Promise<void> {
    this.status = FAILED;
    await this.warn(message);
  }

  /** Tells of what a system call said. Any other error goes on. */
  async errorOf(what: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    await this.error(`${what}: ${error.message}`);
  }

  /** Something isn't as it was, which is no error. */
  differs(): void {
    if (this.status === 0) this.status = DIFFERS;
  }

  async finish(): Promise<number> {
    if (this.status === FAILED) await this.warn("Exiting with failure status due to previous errors");
    return this.status;
  }
}
