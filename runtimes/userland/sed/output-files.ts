import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { OutputFile, PANIC } from "./output-file.ts";

/** The files that a script writes to, each opened once, when the script is read. */
export class OutputFiles {
  readonly #call: ProgramCall;
  readonly #byName = new Map<string, OutputFile>();
  readonly #lineEnd: string;
  readonly stdout: OutputFile;

  constructor(call: ProgramCall, lineEnd: string) {
    this.#call = call;
    this.#lineEnd = lineEnd;
    this.stdout = new OutputFile(call.process, 1, "stdout", lineEnd);
    this.#byName.set("/dev/stdout", this.stdout);
    this.#byName.set("/dev/stderr", new OutputFile(call.process, 2, "stderr", lineEnd));
  }

  /** @throws Failure */
  open(name: string): OutputFile {
    const known = this.#byName.get(name);
    if (known) return known;
    const { process, files } = this.#call;
    try {
      const description = files.open(name, { access: "write", create: true, truncate: true }, 0o666);
      const output = new OutputFile(process, process.descriptors.add(description), name, this.#lineEnd);
      this.#byName.set(name, output);
      return output;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`couldn't open file ${name}: ${error.message}`, PANIC);
    }
  }

  async flush(): Promise<void> {
    for (const output of this.#byName.values()) await output.flush();
  }
}
