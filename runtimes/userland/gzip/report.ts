import type { DataFault } from "../compression/data-fault.ts";
import { gzipFaultText } from "../compression/gzip-format.ts";
import type { Call, Settings } from "./options.ts";

const WARNING = 2;

/** Messages and the status of a run: that of an error wins over that of a warning. */
export class Report {
  readonly #call: Call;
  readonly #isQuiet: boolean;
  status = 0;

  constructor(call: Call, { isQuiet }: Settings) {
    this.#call = call;
    this.#isQuiet = isQuiet;
  }

  async say(text: string): Promise<void> {
    await this.#call.output.flush();
    await this.#call.process.printError(text);
  }

  async error(message: string): Promise<void> {
    this.status = 1;
    await this.say(`gzip: ${message}\n`);
  }

  async fault(path: string, fault: DataFault): Promise<void> {
    this.status = 1;
    await this.say(gzipFaultText(path, fault));
  }

  async warning(message: string, start = ""): Promise<void> {
    if (this.status === 0) this.status = WARNING;
    if (!this.#isQuiet) await this.say(`${start}gzip: ${message}\n`);
  }
}

/** How much smaller something became. */
export function ratioText(savedBytes: number, ofBytes: number): string {
  const percent = ofBytes === 0 ? 0 : (100 * savedBytes) / ofBytes;
  return `${percent.toFixed(1).padStart(5)}%`;
}
