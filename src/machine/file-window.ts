import { FILE_WINDOW_BYTES } from "../../runtimes/abi/shell.ts";

/** Memory that a machine shares with its host, in which short contents travel. The host only ever writes to it. */
export class FileWindow {
  readonly shared = new SharedArrayBuffer(FILE_WINDOW_BYTES);
  readonly #bytes = new Uint8Array(this.shared);
  #usedBytes = 0;

  /** Puts a content at its beginning. @returns whether there is room for it */
  put(content: Uint8Array): boolean {
    if (content.length > FILE_WINDOW_BYTES) return false;
    this.#bytes.set(content);
    this.#usedBytes = Math.max(this.#usedBytes, content.length);
    return true;
  }

  /** The next call may be another slot's. */
  wipe(): void {
    this.#bytes.fill(0, 0, this.#usedBytes);
    this.#usedBytes = 0;
  }
}
