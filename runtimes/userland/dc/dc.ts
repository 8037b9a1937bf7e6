import { SystemError } from "../../kernel/system-error.ts";
import { textOf } from "../bc/source.ts";
import { TooLong } from "../decimal/decimal.ts";
import { columnsOf } from "../decimal/wrapped-output.ts";
import { launch } from "../launch.ts";
import { openInput } from "../program/inputs.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { DcMachine } from "./machine.ts";

/* https://www.gnu.org/software/bc: dc */

const OPTIONS = {
  expression: { letters: "e", value: "EXPR", about: "run EXPR" },
  file: { letters: "f", value: "FILE", about: "run what is in FILE" },
  h: {},
  V: {},
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const dc = program({
  name: "dc",
  usage: "[OPTION]... [FILE]...",
  about:
    "Reckons with numbers of any length on a stack: runs what -e and -f say, then all FILEs, - being standard input; that alone if nothing is given.",
  like: "GNU dc",
  options: OPTIONS,
  modernize: (args) => args.map((arg) => (arg === "-V" ? "--version" : arg === "-h" ? "--help" : arg)),
  run: (call) => new Run(call).all(),
});

class Run {
  readonly #call: Call;
  readonly #machine: DcMachine;
  #input = "";

  constructor(call: Call) {
    const { output, process, kernel } = call;
    this.#call = call;
    const columns = columnsOf(process.env.get("DC_LINE_LENGTH"));
    this.#machine = new DcMachine({
      output,
      columns: columns === 0 ? 0 : columns + 1,
      say: async (message) => {
        await output.flush();
        await process.printError(`${message}\n`);
      },
      pause: async () => {
        if (output.isFull) await output.flush();
        await process.checkpoint();
      },
      readLine: () => this.#readLine(),
      runCommand: async (command) => {
        await output.flush();
        const { pid } = kernel.fork(process, (child) => launch(child, kernel, ["sh", "-c", command]));
        await kernel.wait(process, pid);
      },
    });
  }

  async all(): Promise<number> {
    const { options, operands } = this.#call;
    const given = [...options.all, ...operands.map((value) => ({ name: "file" as const, value }))];
    try {
      for (const { name, value = "" } of given.length > 0 ? given : [{ name: "file" as const, value: "-" }]) {
        if (name === "expression" ? !(await this.#machine.run(value)) : !(await this.#runFile(value)))
          return name === "expression" ? 0 : 1;
      }
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      await this.#call.complain("out of memory");
      return 1;
    }
    return 0;
  }

  async #runFile(name: string): Promise<boolean> {
    const { process, output } = this.#call;
    if (name === "-") return this.#machine.run("", () => this.#readLine());
    let fd: number;
    try {
      fd = openInput(this.#call, name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await output.flush();
      await process.printError(`${this.#call.name}: Could not open file ${name}\n`);
      return true;
    }
    return this.#machine.run("", async () => textOf(await process.read(fd)));
  }

  async #readLine(): Promise<string> {
    const { process, output } = this.#call;
    while (!this.#input.includes("\n")) {
      await output.flush();
      const bytes = await process.read(0);
      if (bytes.length === 0) break;
      this.#input += textOf(bytes);
    }
    const end = this.#input.indexOf("\n") + 1 || this.#input.length;
    const line = this.#input.slice(0, end);
    this.#input = this.#input.slice(end);
    return line;
  }
}
