import { SystemError } from "../../kernel/system-error.ts";
import { ByteSource, type Chunks, chunksOf } from "../compression/byte-source.ts";
import { DataFault } from "../compression/data-fault.ts";
import { type CompressionFormat, formatOfData } from "../compression/formats.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import type { Compression } from "./compression.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report, shown } from "./report.ts";

const MAGIC_BYTES = 6;
const LETTERS: Readonly<Record<string, string>> = {
  gzip: "-z",
  bzip2: "-j",
  xz: "-J",
  compress: "-Z",
  zstd: "--zstd",
  lzma: "--lzma",
  lzip: "--lzip",
  lzop: "--lzop",
};

/** An archive that is read, whatever it is compressed with. */
export class ArchiveInput {
  readonly #call: Call;
  readonly #report: Report;
  readonly #fd: number;
  readonly #raw: ByteSource;
  #format: CompressionFormat | undefined;
  source: ByteSource;
  /** Whether what is compressed ended too early, or was wrong, which was told. */
  isBroken = false;

  private constructor(call: Call, report: Report, fd: number) {
    this.#call = call;
    this.#report = report;
    this.#fd = fd;
    this.#raw = new ByteSource(chunksOf(call.process, fd));
    this.source = this.#raw;
  }

  /** @param name `-` is the standard input @throws Fatal */
  static async open(
    call: Call,
    report: Report,
    name: string,
    compression: Compression | undefined,
  ): Promise<ArchiveInput> {
    const tell = async (message: string): Promise<never> => {
      if (!compression) throw new Fatal(message);
      await report.print(`tar (child): ${message}\ntar (child): Error is not recoverable: exiting now\n`);
      throw new Fatal("Child returned status 2");
    };
    let input: ArchiveInput;
    try {
      input = new ArchiveInput(call, report, openInput(call, name));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return tell(`${shown(name)}: Cannot open: ${error.message}`);
    }
    try {
      const head = await input.#raw.peek(MAGIC_BYTES);
      const found = formatOfData(head);
      if (!compression && name === "-" && found)
        throw new Fatal(`Archive is compressed. Use ${LETTERS[found.program] ?? ""} option`);
      const format = compression?.format ?? found;
      if (format) {
        if (!format.decompress) await cannotExecute(report, format);
        input.#format = format;
        input.source = new ByteSource(input.#decompressed(format));
      }
      return input;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await report.warn(`${shown(name)}: Cannot read: ${error.message}`);
      throw new Fatal("At beginning of tape, quitting now");
    }
  }

  /** What is left is read, so that whoever writes it comes to its end. @throws Fatal */
  async finish(): Promise<void> {
    const { kind } = this.#call.process.descriptors.get(this.#fd);
    if (this.#format || kind === "pipe") await this.source.skip(Number.POSITIVE_INFINITY);
    if (this.isBroken) throw new Fatal(`Child returned status ${this.#format?.faultStatus ?? 1}`);
  }

  close(): void {
    closeInput(this.#call.process, this.#fd);
  }

  async *#decompressed({ decompress, faultText }: CompressionFormat): Chunks & AsyncGenerator<Uint8Array> {
    try {
      if (decompress) yield* decompress(this.#raw);
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      this.isBroken = true;
      await this.#report.print(faultText(error));
    }
  }
}

/** There is no such program. @throws Fatal */
async function cannotExecute(report: Report, { program }: CompressionFormat): Promise<never> {
  await report.print(
    `tar (child): ${program}: Cannot exec: No such file or directory\ntar (child): Error is not recoverable: exiting now\n`,
  );
  throw new Fatal("Child returned status 2");
}
