import type { UserProgram } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { BASE_ENCODINGS, BaseDecoder, type BaseEncoding, encodeBase, groupBytes } from "./program/base-encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { parseSize } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import type { Output } from "./program/output.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";
import { encodeZ85, Z85Decoder } from "./program/z85.ts";

/* https://www.gnu.org/software/coreutils/base64 and the programs beside it. */

const OPTIONS = {
  decode: { letters: "d", about: "read what was encoded, and print the bytes" },
  "ignore-garbage": { letters: "i", about: "pass over characters that are not of the encoding" },
  wrap: { letters: "w", value: "COLS", about: "end lines after COLS characters, not 76; 0: print one line" },
} as const;

const ENCODING_OPTIONS = {
  base64: { about: "64 characters, as base64 has them" },
  base64url: { about: "64 characters that file names and addresses may have" },
  base32: { about: "32 characters, as base32 has them" },
  base32hex: { about: "32 characters that sort as the bytes do" },
  base16: { about: "hexadecimal digits" },
  base2msbf: { about: "bits, the highest of a byte first" },
  base2lsbf: { about: "bits, the lowest of a byte first" },
  z85: { about: "85 characters, as ZeroMQ has them: five for four bytes" },
} as const;

/** How bytes are encoded and decoded. */
interface Codec {
  /** So many bytes are encoded at a time, or a multiple, but the last ones. */
  readonly blockBytes: number;
  encode(bytes: Uint8Array): Uint8Array;
  decoder(skipsUnknown: boolean): Pick<BaseDecoder, "isWrong" | "decode" | "end">;
}

/** Of an input that is no whole number of groups, the last block is not printed. */
const Z85_BLOCK_BYTES = 30_720;
const Z85: Codec = {
  blockBytes: Z85_BLOCK_BYTES,
  encode: encodeZ85,
  decoder: (skipsUnknown) => new Z85Decoder(skipsUnknown),
};

function codecOf(encoding: BaseEncoding): Codec {
  return {
    blockBytes: groupBytes(encoding),
    encode: (bytes) => encodeBase(bytes, encoding),
    decoder: (skipsUnknown) => new BaseDecoder(encoding, skipsUnknown),
  };
}

const NAMES = ["base64", "base64url", "base32", "base32hex", "base16", "base2msbf", "base2lsbf"] as const;

const DEFAULT_COLUMNS = 76;

const ABOUT = "or reads them back. Without FILE, or for -, it reads standard input.";

const base64 = baseProgram("base64");
const base32 = baseProgram("base32");
const basenc = program({
  name: "basenc",
  usage: "[OPTION]... [FILE]",
  about: `Prints the bytes of FILE in an encoding, ${ABOUT}`,
  like: "GNU coreutils",
  options: { ...ENCODING_OPTIONS, ...OPTIONS },
  run: (call) => {
    const name = call.options.last(...NAMES, "z85");
    return convert(call, name && (name === "z85" ? Z85 : codecOf(BASE_ENCODINGS[name])));
  },
});

export const baseEncodings: Readonly<Record<string, UserProgram>> = { base64, base32, basenc };

function baseProgram(name: "base64" | "base32"): UserProgram {
  return program({
    name,
    usage: "[OPTION]... [FILE]",
    about: `Prints the bytes of FILE as ${name}, ${ABOUT}`,
    like: "GNU coreutils",
    options: OPTIONS,
    run: (call) => convert(call, codecOf(BASE_ENCODINGS[name])),
  });
}

/** @param codec nothing if none was chosen */
async function convert<Names extends string>(
  call: ProgramCall<Names | keyof typeof OPTIONS>,
  codec: Codec | undefined,
): Promise<void> {
  const { options, operands, process } = call;
  const wrap = options.value("wrap");
  const columns = wrap === undefined ? DEFAULT_COLUMNS : /^\s*\+?\d+$/.test(wrap) ? parseSize(wrap) : undefined;
  if (columns === undefined) throw new Failure(`invalid wrap size: ${quoted(wrap ?? "")}`);
  if (codec === undefined) throw new UsageError("missing encoding type");
  const [operand = "-", extra] = operands;
  if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
  const fd = open(call, operand);
  try {
    if (options.has("decode")) await decode(call, fd, codec);
    else await encode(call, fd, codec, columns);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`read error: ${error.message}`);
  } finally {
    closeInput(process, fd);
  }
}

function open(call: ProgramCall, operand: string): number {
  try {
    return openInput(call, operand);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoteIfNeeded(operand)}: ${error.message}`);
  }
}

async function encode({ process, output }: ProgramCall, fd: number, codec: Codec, columns: number) {
  const { blockBytes } = codec;
  let rest: Uint8Array = new Uint8Array(0);
  let column = 0;
  for (;;) {
    const chunk = await process.read(fd);
    const bytes = rest.length === 0 ? chunk : concatBytes([rest, chunk]);
    const whole = chunk.length === 0 ? bytes.length : bytes.length - (bytes.length % blockBytes);
    column = putWrapped(output, codec.encode(bytes.subarray(0, whole)), columns, column);
    if (chunk.length === 0) break;
    rest = bytes.slice(whole);
    if (output.isFull) await output.flush();
  }
  if (columns > 0 && column > 0) output.putByte(NEWLINE);
}

/** @returns how many characters the last line has */
function putWrapped(output: Output, characters: Uint8Array, columns: number, from: number): number {
  if (columns === 0) {
    output.put(characters);
    return 0;
  }
  let column = from;
  for (let at = 0; at < characters.length; ) {
    if (column === columns) {
      output.putByte(NEWLINE);
      column = 0;
    }
    const part = characters.subarray(at, at + columns - column);
    output.put(part);
    at += part.length;
    column += part.length;
  }
  return column;
}

async function decode<Names extends string>(
  { process, output, options }: ProgramCall<Names | keyof typeof OPTIONS>,
  fd: number,
  codec: Codec,
) {
  const decoder = codec.decoder(options.has("ignore-garbage"));
  while (!decoder.isWrong) {
    const chunk = await process.read(fd);
    output.put(chunk.length === 0 ? decoder.end() : decoder.decode(chunk));
    if (chunk.length === 0) break;
    if (output.isFull) await output.flush();
  }
  if (!decoder.isWrong) return;
  await output.flush();
  throw new Failure("invalid input");
}
