import type { Description } from "../kernel/description.ts";
import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { parseSize } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";
import { type Naming, nameOf } from "./split-names.ts";

/* https://www.gnu.org/software/coreutils/split, without --filter, -n and -C. */

const OPTIONS = {
  "suffix-length": { letters: "a", value: "N", about: "give names N letters, not 2" },
  "additional-suffix": { value: "SUFFIX", about: "end names with SUFFIX" },
  bytes: { letters: "b", value: "SIZE", about: "put SIZE bytes into each file" },
  d: { about: "use digits, not letters" },
  "numeric-suffixes": { value: "[FROM]", about: "use digits, beginning with FROM" },
  x: { about: "use hexadecimal digits" },
  "hex-suffixes": { value: "[FROM]", about: "use hexadecimal digits, beginning with FROM" },
  lines: { letters: "l", value: "NUMBER", about: "put NUMBER lines into each file, not 1000" },
  separator: { letters: "t", value: "SEP", about: "lines end with SEP, not newline" },
  verbose: { about: "say what files are made" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const split = program({
  name: "split",
  usage: "[OPTION]... [FILE [PREFIX]]",
  about: "Puts the parts of FILE into files: PREFIXaa, PREFIXab and so on. PREFIX is x if there is none.",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, process } = call;
    const kinds = options.all.filter(({ name }) => name === "bytes" || name === "lines");
    if (kinds.length > 1) throw new UsageError("cannot split in more than one way");
    const isBytes = options.has("bytes");
    const size = sizeOf(options.value("bytes") ?? options.value("lines") ?? "1000", isBytes);
    const end = separatorOf(options.value("separator"));
    const [input = "-", prefix = "x", extra] = operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const parts = new Parts(call, namingOf(call, prefix));
    const fd = opened(call, input);
    try {
      if (isBytes) await splitBytes(call, fd, size, parts);
      else await splitLines(call, fd, size, end, parts);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${input}: ${error.message}`);
    } finally {
      parts.close();
      closeInput(process, fd);
    }
  },
});

function sizeOf(text: string, isBytes: boolean): number {
  const size = parseSize(text);
  if (!size) {
    const problem = size === 0 ? ": Numerical result out of range" : "";
    throw new Failure(`invalid number of ${isBytes ? "bytes" : "lines"}: ${quoted(text)}${problem}`);
  }
  return size;
}

function separatorOf(text: string | undefined): number {
  if (text === undefined) return NEWLINE;
  if (text === "\\0") return 0;
  const [byte, more] = encodeUtf8(text);
  if (byte === undefined) throw new Failure("empty record separator");
  if (more !== undefined) throw new Failure(`multi-character separator ${quoted(text)}`);
  return byte;
}

function namingOf({ options }: Call, prefix: string): Naming {
  const kind = options.last("d", "x", "numeric-suffixes", "hex-suffixes");
  const isHexadecimal = kind === "x" || kind === "hex-suffixes";
  const digits = kind === undefined ? "abcdefghijklmnopqrstuvwxyz" : isHexadecimal ? "0123456789abcdef" : "0123456789";
  const from = kind === undefined ? undefined : options.value(kind);
  const suffix = options.value("additional-suffix") ?? "";
  if (suffix.includes("/")) throw new UsageError(`invalid suffix ${quoted(suffix)}, contains directory separator`);
  const lengthText = options.value("suffix-length");
  if (lengthText !== undefined && !/^\d+$/.test(lengthText))
    throw new Failure(`invalid suffix length: ${quoted(lengthText)}`);
  const length = Number(lengthText ?? 0) || (from === undefined ? undefined : 2);
  return { prefix, suffix, digits, length, first: Number.parseInt(from ?? "0", isHexadecimal ? 16 : 10) };
}

function opened(call: Call, input: string): number {
  try {
    return openInput(call, input);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot open ${quoteAlways(input)} for reading: ${error.message}`);
  }
}

/** The files that are made, one after the other. */
class Parts {
  readonly #call: Call;
  readonly #naming: Naming;
  #index = 0;
  #fd: number | undefined;

  constructor(call: Call, naming: Naming) {
    this.#call = call;
    this.#naming = naming;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#fd ??= this.#call.process.descriptors.add(this.#open());
    await this.#call.process.write(this.#fd, bytes);
  }

  close(): void {
    if (this.#fd !== undefined) this.#call.process.descriptors.close(this.#fd);
    this.#fd = undefined;
  }

  #open(): Description {
    const name = nameOf(this.#index++, this.#naming);
    if (this.#call.options.has("verbose")) this.#call.output.putText(`creating file ${quoteAlways(name)}\n`);
    try {
      return this.#call.files.open(name, { access: "write", create: true, truncate: true }, 0o666);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${name}: ${error.message}`);
    }
  }
}

async function splitBytes({ process }: Call, fd: number, size: number, parts: Parts): Promise<void> {
  let left = size;
  for (;;) {
    const chunk = await process.read(fd, Math.min(left, 65_536));
    if (chunk.length === 0) return;
    await parts.write(chunk);
    left -= chunk.length;
    if (left > 0) continue;
    parts.close();
    left = size;
  }
}

async function splitLines({ process }: Call, fd: number, size: number, end: number, parts: Parts): Promise<void> {
  let left = size;
  for await (const { lines, isUnended } of linesOf(process, fd, end)) {
    let page: Uint8Array[] = [];
    for (const line of lines) {
      page.push(line);
      if (!isUnended) page.push(Uint8Array.of(end));
      if (--left > 0) continue;
      await parts.write(concatBytes(page));
      page = [];
      parts.close();
      left = size;
    }
    if (page.length > 0) await parts.write(concatBytes(page));
  }
}
