import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import type { Chunks } from "../compression/byte-source.ts";
import type { Compression } from "./compression.ts";
import { BLOCK_BYTES } from "./header.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report, shown } from "./report.ts";

/** The zeros at the end of an archive. */
const END_BLOCKS = 2;
const PIECE_BYTES = 64 * 1024;

/** An archive that is written. */
export class ArchiveOutput {
  readonly #call: Call;
  readonly #name: string;
  readonly #fd: number;
  readonly #compression: Compression | undefined;

  private constructor(call: Call, name: string, fd: number, compression: Compression | undefined) {
    this.#call = call;
    this.#name = name;
    this.#fd = fd;
    this.#compression = compression;
  }

  /** @param name `-` is the standard output @throws Fatal */
  static async open(
    call: Call,
    report: Report,
    name: string,
    compression: Compression | undefined,
  ): Promise<ArchiveOutput> {
    if (compression && !compression.format.compress) {
      await report.print(`/bin/sh: 1: ${compression.format.program}: not found\n`);
      throw new Fatal("Child returned status 127");
    }
    if (name === "-") return new ArchiveOutput(call, name, 1, compression);
    try {
      const flags = { access: "write", create: true, truncate: true } as const;
      const fd = call.process.descriptors.add(call.files.open(name, flags, 0o666));
      return new ArchiveOutput(call, name, fd, compression);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const message = `${shown(name)}: Cannot open: ${error.message}`;
      if (!compression) throw new Fatal(message);
      await report.print(`tar (child): ${message}\ntar (child): Error is not recoverable: exiting now\n`);
      throw new Fatal("Child returned status 2");
    }
  }

  /** The file that is written to, if it is known: what a compressing program writes to is not. */
  get ino(): number | undefined {
    if (this.#compression) return undefined;
    const description = this.#call.process.descriptors.get(this.#fd);
    return description.kind === "file" ? description.status().ino : undefined;
  }

  /** @throws Fatal */
  async write(chunks: Chunks): Promise<void> {
    const { format, level } = this.#compression ?? {};
    try {
      for await (const bytes of format?.compress?.(chunks, level) ?? chunks)
        await this.#call.process.write(this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Fatal(`${shown(this.#name)}: Cannot write: ${error.message}`);
    }
  }

  close(): void {
    if (this.#fd !== 1) this.#call.process.descriptors.close(this.#fd);
  }
}

/**
 * Blocks of members with the end of an archive, in larger pieces.
 * @param startBytes what is in the archive before
 */
export async function* wholeArchive(
  blocks: Chunks,
  recordBytes: number,
  startBytes: number,
): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let [held, written] = [0, 0];
  const add = (bytes: Uint8Array): void => {
    pieces.push(bytes);
    held += bytes.length;
    written += bytes.length;
  };
  for await (const bytes of blocks) {
    add(bytes);
    if (held < PIECE_BYTES) continue;
    yield concatBytes(pieces);
    pieces = [];
    held = 0;
  }
  const end = written + END_BLOCKS * BLOCK_BYTES;
  const padding = (recordBytes - ((startBytes + end) % recordBytes)) % recordBytes;
  add(new Uint8Array(END_BLOCKS * BLOCK_BYTES + padding));
  yield concatBytes(pieces);
}
