import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { eachInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import type { GivenOptions } from "./program/options.ts";
import type { Output } from "./program/output.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/cat */

const OPTIONS = {
  "number-nonblank": { letters: "b", about: "number lines that aren't empty" },
  number: { letters: "n", about: "number all lines" },
  "squeeze-blank": { letters: "s", about: "print one of several empty lines" },
  "show-nonprinting": { letters: "v", about: "print ^X and M-X for characters that can't be seen" },
  "show-ends": { letters: "E", about: "print $ at the end of lines" },
  "show-tabs": { letters: "T", about: "print ^I for a TAB" },
  "show-all": { letters: "A", about: "like -vET" },
  e: { about: "like -vE" },
  t: { about: "like -vT" },
  u: { about: "(of no effect)" },
} as const;

type Name = keyof typeof OPTIONS;

export const cat = program({
  name: "cat",
  usage: "[OPTION]... [FILE]...",
  about: "Prints each FILE after the other. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, process, output } = call;
    const formatter = options.all.some(({ name }) => name !== "u") ? new Formatter(options, output) : undefined;
    await eachInput(call, async (fd, operand) => {
      if (isOutput(call, fd)) {
        await call.complain(`${quoteIfNeeded(operand)}: input file is output file`);
        return;
      }
      for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) {
        if (!formatter) await write(call, bytes);
        else {
          formatter.add(bytes);
          await output.flush();
        }
      }
    });
  },
});

/** Passes on what comes as it comes. @throws Failure */
async function write({ process }: ProgramCall<Name>, bytes: Uint8Array): Promise<void> {
  try {
    await process.write(1, bytes);
  } catch (error) {
    if (error instanceof SystemError) throw new Failure(`write error: ${error.message}`);
    throw error;
  }
}

/** Whether a descriptor is of the file that is written to: to copy it would never end. */
function isOutput({ process: { descriptors } }: ProgramCall<Name>, fd: number): boolean {
  if (!descriptors.has(1)) return false;
  const [input, output] = [descriptors.get(fd), descriptors.get(1)];
  if (input.kind !== "file" || output.kind !== "file") return false;
  const { ino, size } = input.status();
  return ino === output.status().ino && input.seek(0, "current") < size;
}

const TAB = 9;
const DELETE = 127;

/** Goes on from one file to the next, in the middle of a line, too. */
class Formatter {
  readonly #output: Output;
  readonly #numbers: "all" | "nonblank" | undefined;
  readonly #squeezes: boolean;
  readonly #showsEnds: boolean;
  readonly #showsTabs: boolean;
  readonly #showsAll: boolean;
  #line = 0;
  #isAtStart = true;
  #emptyLines = 0;

  constructor(options: GivenOptions<Name>, output: Output) {
    this.#output = output;
    this.#numbers = options.has("number-nonblank") ? "nonblank" : options.has("number") ? "all" : undefined;
    this.#squeezes = options.has("squeeze-blank");
    this.#showsEnds = options.has("show-ends", "show-all", "e");
    this.#showsTabs = options.has("show-tabs", "show-all", "t");
    this.#showsAll = options.has("show-nonprinting", "show-all", "e", "t");
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === NEWLINE && this.#isAtStart) {
        if (++this.#emptyLines > 1 && this.#squeezes) continue;
        if (this.#numbers === "all") this.#putNumber();
      } else if (this.#isAtStart) {
        this.#emptyLines = 0;
        if (this.#numbers !== undefined) this.#putNumber();
      }
      this.#isAtStart = byte === NEWLINE;
      if (byte === NEWLINE && this.#showsEnds) this.#output.putByte(36);
      this.#put(byte);
    }
  }

  #putNumber(): void {
    this.#output.putText(`${String(++this.#line).padStart(6)}\t`);
  }

  #put(byte: number): void {
    if (byte === NEWLINE || (byte === TAB && !this.#showsTabs)) this.#output.putByte(byte);
    else if (byte === TAB) this.#output.putText("^I");
    else if (this.#showsAll) this.#output.putText(visible(byte));
    else this.#output.putByte(byte);
  }
}

function visible(byte: number): string {
  if (byte >= 128) return `M-${visible(byte - 128)}`;
  if (byte === DELETE) return "^?";
  return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : String.fromCharCode(byte);
}
