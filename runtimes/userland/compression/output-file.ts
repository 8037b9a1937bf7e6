import type { FileStatus } from "../../kernel/description.ts";
import type { NewTimes } from "../../kernel/file-times.ts";
import { statusOf } from "../program/file-kinds.ts";
import type { ProgramCall } from "../program/program.ts";

/** A file that is made of another one, and has its mode and time. Until it is whole, it can be given up. */
export class OutputFile {
  readonly #call: ProgramCall;
  readonly path: string;
  readonly #fd: number;

  /** @throws SystemError */
  constructor(call: ProgramCall, path: string) {
    this.#call = call;
    this.path = path;
    if (statusOf(call.files, path, false)) call.files.unlink(path);
    const flags = { access: "write", create: true, exclusive: true } as const;
    this.#fd = call.process.descriptors.add(call.files.open(path, flags, 0o600));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#call.process.write(this.#fd, bytes);
  }

  close({ mode }: Pick<FileStatus, "mode">, times: NewTimes): void {
    this.#call.process.descriptors.close(this.#fd);
    this.#call.files.chmod(this.path, mode & 0o7777);
    this.#call.files.setTimes(this.path, times);
  }

  giveUp(): void {
    if (!this.#call.process.descriptors.has(this.#fd)) return;
    this.#call.process.descriptors.close(this.#fd);
    this.#call.files.unlink(this.path);
  }
}
