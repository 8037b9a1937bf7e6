import type { ZipCall } from "./zip-options.ts";

export const STATUS = { structure: 3, nothing: 12, output: 15, usage: 16, open: 18 } as const;

/** Ends the program with an error of zip's. */
export class ZipError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Messages go where the zip file doesn't. */
export class ZipReport {
  readonly #call: ZipCall;
  readonly #toStderr: boolean;
  readonly #isQuiet: boolean;

  constructor(call: ZipCall, toStderr: boolean) {
    this.#call = call;
    this.#toStderr = toStderr;
    this.#isQuiet = call.options.has("quiet");
  }

  async tell(text: string): Promise<void> {
    if (!this.#isQuiet) await this.#put(text);
  }

  async warn(message: string): Promise<void> {
    await this.tell(`\tzip warning: ${message}\n`);
  }

  async fail({ message, status }: ZipError): Promise<number> {
    const isSystemError = status === STATUS.output || status === STATUS.open;
    const [kind, detail = ""] = message.split("\n");
    await this.#put(isSystemError ? `${kind}\nzip error: ${detail}\n` : `\nzip error: ${message}\n`);
    return status;
  }

  async #put(text: string): Promise<void> {
    if (this.#toStderr) await this.#call.process.printError(text);
    else this.#call.output.putText(text);
  }
}
