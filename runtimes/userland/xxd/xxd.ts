import { SystemError } from "../../kernel/system-error.ts";
import { blocksOf, skipBytes } from "../program/blocks.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { modernXxd } from "./options.ts";
import { revert } from "./revert.ts";
import { ZeroLines } from "./zero-lines.ts";

/* https://github.com/vim/vim/blob/master/runtime/doc/xxd.man, without -R. */

const OPTIONS = {
  a: { about: "show one * for lines of NUL bytes alone" },
  b: { about: "show bytes in binary" },
  C: { about: "use capitals for the names of -i" },
  c: { value: "COLS", about: "show COLS bytes a line, not 16 (-i: 12, -p: 30, -b: 6)" },
  d: { about: "show offsets as decimal numbers" },
  E: { about: "show characters as EBCDIC has them" },
  e: { about: "show groups with the last byte first" },
  g: { value: "BYTES", about: "put a space after so many bytes, not 2 (-e: 4, -b: 1); 0: none" },
  i: { about: "print an array of C" },
  l: { value: "LEN", about: "read LEN bytes only" },
  n: { value: "NAME", about: "the name of the array of -i" },
  o: { value: "OFF", about: "add OFF to the offsets that are shown" },
  p: { about: "print hexadecimal digits only" },
  r: { about: "read what was shown, and print the bytes" },
  s: { value: "SEEK", about: "begin at SEEK; with -, so far from the end" },
  u: { about: "use capitals for hexadecimal digits" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

/** What a dump is like; the last one counts. */
const FORMS = ["b", "e", "i", "p"] as const;

const MOST_COLUMNS = 256;

export const xxd = program({
  name: "xxd",
  usage: ["[OPTION]... [INFILE [OUTFILE]]", "-r [-p] [INFILE [OUTFILE]]"],
  about: "Shows the bytes of INFILE. Without INFILE, or for -, it reads standard input.",
  like: "Vim",
  options: OPTIONS,
  modernize: modernXxd,
  run: async (call) => {
    const { options, operands, process } = call;
    const [input = "-", outputPath] = operands;
    const form = options.last(...FORMS);
    const columns = columnsOf(call);
    if (options.has("r") && form !== undefined && form !== "p")
      throw new Failure("Sorry, cannot revert this type of hexdump", 255);
    const fd = opened(input, () => openInput(call, input));
    try {
      if (outputPath !== undefined) redirect(call, outputPath);
      if (options.has("r")) {
        await revert(call, fd, { columns, isPlain: form === "p", base: numberOf(options.value("s")) ?? 0 });
      } else {
        await show(call, fd, input, columns);
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

/** @throws Failure */
function columnsOf({ options }: Call): number {
  const form = options.last(...FORMS);
  const given = numberOf(options.value("c"));
  if (form === "p" && given !== undefined) return given < 1 ? Number.MAX_SAFE_INTEGER : given;
  const columns = given || (form === "p" ? 30 : form === "i" ? 12 : form === "b" ? 6 : 16);
  if (columns < 1 || (form !== "i" && columns > MOST_COLUMNS))
    throw new Failure(`invalid number of columns (max. ${MOST_COLUMNS}).`);
  return columns;
}

async function show(call: Call, fd: number, input: string, columns: number): Promise<void> {
  const { options, process } = call;
  const form = options.last(...FORMS);
  const start = await seek(call, fd, numberOf(options.value("s")) ?? 0);
  const limit = numberOf(options.value("l")) ?? -1;
  const blocks = blocksOf(process, fd, columns, limit < 0 ? Number.POSITIVE_INFINITY : limit);
  if (form === "p") await showPlain(call, blocks);
  else if (form === "i") await showArray(call, blocks, input);
  else await showLines(call, blocks, shapeOf(call, columns, start + (numberOf(options.value("o")) ?? 0)));
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
  const name = arrayName(options, input);
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
  if (name !== undefined) output.putText(`};\nunsigned int ${name}_${options.has("C") ? "LEN" : "len"} = ${length};\n`);
}

function arrayName(options: Call["options"], input: string): string | undefined {
  const given = options.value("n") ?? (input === "-" ? undefined : input);
  const name = given?.replace(/^(?=\d)/, "__").replace(/[^A-Za-z\d]/g, "_");
  return options.has("C") ? name?.toUpperCase() : name;
}

/** What lines of the usual form are like. */
interface Shape {
  readonly columns: number;
  readonly groupBytes: number;
  readonly offset: number;
  readonly isBinary: boolean;
  readonly isReversed: boolean;
  readonly isUpper: boolean;
  readonly hasDecimalOffsets: boolean;
  readonly isEbcdic: boolean;
  /** Whether lines of NUL bytes are left out. */
  readonly skipsZeros: boolean;
}

function shapeOf({ options }: Call, columns: number, offset: number): Shape {
  const form = options.last(...FORMS);
  const [isBinary, isReversed] = [form === "b", form === "e"];
  const group = numberOf(options.value("g")) ?? (isBinary ? 1 : isReversed ? 4 : 2);
  const groupBytes = group < 1 || group > columns ? columns : group;
  if (isReversed && (groupBytes & (groupBytes - 1)) !== 0)
    throw new Failure("number of octets per group must be a power of 2 with -e.", 1);
  return {
    columns,
    groupBytes,
    offset,
    isBinary,
    isReversed,
    isUpper: options.has("u"),
    hasDecimalOffsets: options.has("d"),
    isEbcdic: options.has("E"),
    skipsZeros: options.has("a"),
  };
}

async function showLines({ output }: Call, lines: AsyncIterable<Uint8Array[]>, shape: Shape): Promise<void> {
  let { offset } = shape;
  const shown = new ZeroLines((line) => output.putText(line));
  for await (const blocks of lines) {
    for (const block of blocks) {
      const place = offsetText(offset, shape.hasDecimalOffsets).padStart(8, "0");
      const isZero = shape.skipsZeros && block.length === shape.columns && block.every((byte) => byte === 0);
      shown.add(`${place}: ${lineOf(block, shape)}\n`, isZero);
      offset += block.length;
    }
    if (output.isFull) await output.flush();
  }
  shown.end();
}

/** As C prints a number of 64 bits. */
function offsetText(offset: number, isDecimal: boolean): string {
  return isDecimal ? String(offset) : BigInt.asUintN(64, BigInt(offset)).toString(16);
}

function lineOf(line: Uint8Array, { columns, groupBytes, isBinary, isReversed, isUpper, isEbcdic }: Shape): string {
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
  const text = Array.from(line, isEbcdic ? ebcdicCharacter : asciiCharacter).join("");
  return `${groups.join(" ").padEnd(width)}  ${text}`;
}

function asciiCharacter(byte: number): string {
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".";
}

function ebcdicCharacter(byte: number): string {
  return EBCDIC[byte - EBCDIC_FROM] ?? ".";
}

/** The characters that EBCDIC has from the space on. */
const EBCDIC_FROM = 64;
const EBCDIC = [
  " ...........<(+|&.........!$*);~-/.........,%_>?.........`:#@'=\"",
  ".abcdefghi.......jklmnopqr^.......stuvwxyz...[...............]..",
  "{ABCDEFGHI......}JKLMNOPQR......\\.STUVWXYZ......0123456789......",
].join("");

const HEXADECIMAL = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function digits(bytes: Uint8Array, isUpper: boolean): string {
  let text = "";
  for (const byte of bytes) text += HEXADECIMAL[byte] ?? "";
  return isUpper ? text.toUpperCase() : text;
}
