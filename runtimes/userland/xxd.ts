import { SystemError } from "../kernel/system-error.ts";
import { blocksOf, skipBytes } from "./program/blocks.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { revertDump, revertPlain } from "./xxd-revert.ts";

/* https://github.com/vim/vim/blob/master/runtime/doc/xxd.man, without -a, -d, -E, -R and -C. */

const OPTIONS = {
  b: { about: "show bytes in binary" },
  c: { value: "COLS", about: "show COLS bytes a line, not 16 (-i: 12, -p: 30, -b: 6)" },
  e: { about: "show groups with the last byte first" },
  g: { value: "BYTES", about: "put a space after so many bytes, not 2 (-e: 4, -b: 1); 0: none" },
  i: { about: "print an array of C" },
  l: { value: "LEN", about: "read LEN bytes only" },
  o: { value: "OFF", about: "add OFF to the offsets that are shown" },
  p: { about: "print hexadecimal digits only" },
  r: { about: "read what was shown, and print the bytes" },
  s: { value: "SEEK", about: "begin at SEEK; with -, so far from the end" },
  u: { about: "use capitals for hexadecimal digits" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

/** Words that begin with one hyphen only. */
const WORDS: Readonly<Record<string, string>> = {
  "-bits": "-b",
  "-cols": "-c",
  "-groupsize": "-g",
  "-include": "-i",
  "-len": "-l",
  "-plain": "-p",
  "-postscript": "-p",
  "-ps": "-p",
  "-revert": "-r",
  "-seek": "-s",
};

export const xxd = program({
  name: "xxd",
  usage: ["[OPTION]... [INFILE [OUTFILE]]", "-r [-p] [INFILE [OUTFILE]]"],
  about: "Shows the bytes of INFILE. Without INFILE, or for -, it reads standard input.",
  options: OPTIONS,
  modernize: (args) => args.map((arg) => WORDS[arg.replace(/^--/, "-")] ?? arg),
  run: async (call) => {
    const { options, operands, process } = call;
    const [input = "-", outputPath] = operands;
    const fd = opened(input, () => openInput(call, input));
    try {
      if (outputPath !== undefined) redirect(call, outputPath);
      if (options.has("r")) {
        const revert = options.has("p") ? revertPlain : revertDump;
        await revert(call, fd, numberOf(options.value("c")) ?? 16);
      } else {
        await show(call, fd, input);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(error.message, 2);
    } finally {
      closeInput(process, fd);
    }
  },
});

function opened<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${path}: ${error.message}`, 2);
  }
}

function redirect({ files, process, options }: Call, path: string): void {
  if (path === "-") return;
  const flags = { access: "write", create: true, truncate: !options.has("r") } as const;
  process.descriptors.set(
    1,
    opened(path, () => files.open(path, flags, 0o666)),
  );
}

/** As `strtol` reads it: hexadecimal with `0x`, octal with `0`. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const { sign, hex, octal, decimal } =
    /^\s*(?<sign>[+-]*)(?:0[xX](?<hex>[\da-fA-F]+)|0(?<octal>[0-7]+)|(?<decimal>\d+))/.exec(text)?.groups ?? {};
  const size = hex ? Number.parseInt(hex, 16) : octal ? Number.parseInt(octal, 8) : Number(decimal ?? 0);
  return sign?.includes("-") ? -size : size;
}

async function show(call: Call, fd: number, input: string): Promise<void> {
  const { options, process } = call;
  const start = await seek(call, fd, numberOf(options.value("s")) ?? 0);
  const limit = numberOf(options.value("l")) ?? Number.POSITIVE_INFINITY;
  const columns = numberOf(options.value("c"));
  if (options.has("p")) {
    const perLine = columns === undefined ? 30 : columns || Number.MAX_SAFE_INTEGER;
    await showPlain(call, blocksOf(process, fd, perLine, limit));
  } else if (options.has("i")) {
    await showArray(call, blocksOf(process, fd, columns || 12, limit), input);
  } else {
    const shape = shapeOf(call, columns, start + (numberOf(options.value("o")) ?? 0));
    await showLines(call, blocksOf(process, fd, shape.columns, limit), shape);
  }
}

/** @returns where it is now */
async function seek({ process }: Call, fd: number, to: number): Promise<number> {
  if (to === 0) return 0;
  if (to > 0) {
    const skipped = await skipBytes(process, fd, to);
    if (skipped < to) throw new Failure("Sorry, cannot seek.", 4);
    return to;
  }
  try {
    return process.descriptors.get(fd).seek(to, "end");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure("Sorry, cannot seek.", 4);
  }
}

async function showPlain({ options, output }: Call, lines: AsyncIterable<Uint8Array[]>): Promise<void> {
  for await (const blocks of lines) {
    for (const block of blocks) output.putText(`${digits(block, options.has("u"))}\n`);
    if (output.isFull) await output.flush();
  }
}

async function showArray({ options, output }: Call, lines: AsyncIterable<Uint8Array[]>, input: string): Promise<void> {
  const name = input === "-" ? undefined : input.replace(/^(?=\d)/, "__").replace(/[^A-Za-z\d]/g, "_");
  const prefix = options.has("u") ? "0X" : "0x";
  let length = 0;
  if (name !== undefined) output.putText(`unsigned char ${name}[] = {\n`);
  for await (const blocks of lines) {
    for (const block of blocks) {
      const bytes = Array.from(block, (byte) => `${prefix}${digits(Uint8Array.of(byte), options.has("u"))}`);
      output.putText(`${length === 0 ? "" : ",\n"}  ${bytes.join(", ")}`);
      length += block.length;
    }
    if (output.isFull) await output.flush();
  }
  if (length > 0) output.putText("\n");
  if (name !== undefined) output.putText(`};\nunsigned int ${name}_len = ${length};\n`);
}

/** What lines of the usual form are like. */
interface Shape {
  readonly columns: number;
  readonly groupBytes: number;
  readonly offset: number;
  readonly isBinary: boolean;
  readonly isReversed: boolean;
  readonly isUpper: boolean;
}

function shapeOf({ options }: Call, columns: number | undefined, offset: number): Shape {
  const [isBinary, isReversed] = [options.has("b"), options.has("e")];
  const perLine = columns || (isBinary ? 6 : 16);
  const group = numberOf(options.value("g")) ?? (isBinary ? 1 : isReversed ? 4 : 2);
  const groupBytes = group < 1 || group > perLine ? perLine : group;
  if (isReversed && (groupBytes & (groupBytes - 1)) !== 0)
    throw new Failure("number of octets per group must be a power of 2 with -e.", 1);
  return { columns: perLine, groupBytes, offset, isBinary, isReversed, isUpper: options.has("u") };
}

async function showLines({ output }: Call, lines: AsyncIterable<Uint8Array[]>, shape: Shape): Promise<void> {
  let { offset } = shape;
  for await (const blocks of lines) {
    for (const block of blocks) {
      output.putText(`${offset.toString(16).padStart(8, "0")}: ${lineOf(block, shape)}\n`);
      offset += block.length;
    }
    if (output.isFull) await output.flush();
  }
}

function lineOf(line: Uint8Array, { columns, groupBytes, isBinary, isReversed, isUpper }: Shape): string {
  const byteWidth = isBinary ? 8 : 2;
  const groups: string[] = [];
  for (let at = 0; at < line.length; at += groupBytes) {
    const group = line.subarray(at, at + groupBytes);
    if (isBinary) groups.push(Array.from(group, (byte) => byte.toString(2).padStart(8, "0")).join(""));
    else if (isReversed) groups.push(digits(group.slice().reverse(), isUpper).padStart(groupBytes * 2));
    else groups.push(digits(group, isUpper));
  }
  const groupWidth = byteWidth * groupBytes + 1;
  const width = Math.floor((groupWidth * columns - 1) / groupBytes);
  const text = Array.from(line, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
  return `${groups.join(" ").padEnd(width)}  ${text}`;
}

const HEXADECIMAL = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function digits(bytes: Uint8Array, isUpper: boolean): string {
  let text = "";
  for (const byte of bytes) text += HEXADECIMAL[byte] ?? "";
  return isUpper ? text.toUpperCase() : text;
}
