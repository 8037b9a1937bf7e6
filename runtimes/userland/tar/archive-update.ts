import type { Description } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { ByteSource, type Chunks, chunksOf } from "../compression/byte-source.ts";
import { formatOfData } from "../compression/formats.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { ArchiveReader } from "./archive-reader.ts";
import type { Member } from "./member.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report, shown } from "./report.ts";

const MAGIC_BYTES = 6;
const READING = { ignoresZeros: false, isBroken: () => false };

/** An archive in a file that is changed where it is. */
export class ArchiveUpdate {
  readonly #call: Call;
  readonly #report: Report;
  readonly #fd: number;
  readonly #description: Description;

  /** @param creates whether there may be none yet @throws Fatal */
  constructor(call: Call, report: Report, name: string, creates: boolean) {
    this.#call = call;
    this.#report = report;
    const { process, files } = call;
    if (name === "-") throw new Fatal("Cannot update an archive on standard input");
    try {
      this.#fd = process.descriptors.add(files.open(name, { access: "both", create: creates }, 0o666));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Fatal(`${shown(name)}: Cannot open: ${error.message}`);
    }
    this.#description = process.descriptors.get(this.#fd);
  }

  get ino(): number {
    return this.#description.status().ino;
  }

  /** Goes over all members. @returns where the end begins @throws Fatal */
  async scan(visit: (member: Member, start: number, end: number) => void = () => {}): Promise<number> {
    if (this.#description.status().size === 0) return 0;
    this.#description.seek(0, "set");
    return this.#scanOf(this.#fd, visit);
  }

  /** Writes from a place on; what was behind it is gone. */
  async writeFrom(start: number, chunks: Chunks): Promise<void> {
    this.#description.truncate(start);
    this.#description.seek(start, "set");
    for await (const bytes of chunks) await this.#call.process.write(this.#fd, bytes);
  }

  /** The bytes between two places. */
  async *bytesOf(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      this.#description.seek(at, "set");
      const bytes = await this.#call.process.read(this.#fd, Math.min(end - at, 65_536));
      if (bytes.length === 0) return;
      at += bytes.length;
      yield bytes;
    }
  }

  /** Moves bytes towards the beginning. */
  async move(from: number, to: number, count: number): Promise<void> {
    let at = to;
    for await (const bytes of this.bytesOf(from, from + count)) {
      this.#description.seek(at, "set");
      await this.#call.process.write(this.#fd, bytes);
      at += bytes.length;
    }
  }

  /** The members of another archive, as they are in it. @throws Fatal */
  async *membersOf(name: string): AsyncGenerator<Uint8Array> {
    const { process } = this.#call;
    let fd: number;
    try {
      fd = openInput(this.#call, name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await this.#report.error(`${shown(name)}: Cannot open: ${error.message}`);
      return;
    }
    try {
      let left = await this.#scanOf(fd, () => {});
      process.descriptors.get(fd).seek(0, "set");
      while (left > 0) {
        const bytes = await process.read(fd, Math.min(left, 65_536));
        if (bytes.length === 0) break;
        left -= bytes.length;
        yield bytes;
      }
    } finally {
      closeInput(process, fd);
    }
  }

  close(): void {
    this.#call.process.descriptors.close(this.#fd);
  }

  async #scanOf(fd: number, visit: (member: Member, start: number, end: number) => void): Promise<number> {
    const source = new ByteSource(chunksOf(this.#call.process, fd));
    if (formatOfData(await source.peek(MAGIC_BYTES))) throw new Fatal("Cannot update compressed archives");
    const reader = new ArchiveReader(source, this.#report, READING);
    for (let member = await reader.next(); member; member = await reader.next()) {
      const start = reader.memberStart;
      await reader.skip();
      visit(member, start, reader.position);
    }
    return reader.end;
  }
}
