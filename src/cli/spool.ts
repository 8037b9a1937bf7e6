import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Span {
  readonly position: number;
  readonly bytes: number;
}

/** Texts by number, to be taken out once: in memory up to a limit, beyond it in a temporary file. */
export class Spool implements Disposable {
  readonly #maxHeldChars: number;
  readonly #held = new Map<number, string | Span>();
  #heldChars = 0;
  #file: { readonly fd: number; readonly folder: string } | undefined;
  #fileBytes = 0;

  constructor(maxHeldChars: number) {
    this.#maxHeldChars = maxHeldChars;
  }

  put(index: number, text: string): void {
    if (this.#heldChars + text.length <= this.#maxHeldChars) {
      this.#heldChars += text.length;
      this.#held.set(index, text);
      return;
    }
    const bytes = Buffer.from(text);
    const { fd } = this.#openFile();
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, this.#fileBytes + at);
    this.#held.set(index, { position: this.#fileBytes, bytes: bytes.length });
    this.#fileBytes += bytes.length;
  }

  take(index: number): string | undefined {
    const held = this.#held.get(index);
    this.#held.delete(index);
    if (typeof held !== "object") {
      this.#heldChars -= held?.length ?? 0;
      return held;
    }
    const bytes = Buffer.alloc(held.bytes);
    const { fd } = this.#openFile();
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(fd, bytes, at, bytes.length - at, held.position + at);
      if (read === 0) throw new Error("the temporary file of results was cut");
      at += read;
    }
    return bytes.toString("utf8");
  }

  [Symbol.dispose](): void {
    if (!this.#file) return;
    closeSync(this.#file.fd);
    rmSync(this.#file.folder, { recursive: true, force: true });
    this.#file = undefined;
  }

  #openFile(): { readonly fd: number; readonly folder: string } {
    if (this.#file) return this.#file;
    const folder = mkdtempSync(join(tmpdir(), "slotbox-results-"));
    this.#file = { fd: openSync(join(folder, "results"), "wx+", 0o600), folder };
    return this.#file;
  }
}
