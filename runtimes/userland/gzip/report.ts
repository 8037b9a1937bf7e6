import type { DataFault, DataProblem } from "../compression/data-fault.ts";
import type { Call, Settings } from "./options.ts";

const WARNING = 2;
const PROBLEMS: Readonly<Record<Exclude<DataProblem, "unsupported">, string>> = {
  "not the format": "not in gzip format",
  end: "unexpected end of file",
  invalid: "invalid compressed data--format violated",
  checksum: "invalid compressed data--crc error",
  length: "invalid compressed data--length error",
};

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

  /** An error in what was being read, which may be behind the beginning of a line. */
  async fault(path: string, { problems, detail }: DataFault): Promise<void> {
    this.status = 1;
    for (const problem of problems) {
      if (problem === "unsupported") await this.say(`gzip: ${path}${detail} -- not supported\n`);
      else await this.say(`\ngzip: ${path}: ${PROBLEMS[problem]}\n`);
    }
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
