import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CELL } from "../worker/worker-cells.ts";

/** The file a worker process writes its cells to. It has no name, and goes with the last who has it open. */
export class CellsFile {
  readonly fd: number;
  readonly #path = join(tmpdir(), `slotbox-cells-${randomUUID()}`);
  readonly #cells = new Int32Array(CELL.claims);
  #isOpen = true;

  constructor() {
    this.fd = openSync(this.#path, "wx+", 0o600);
    // Where a file that is open keeps its name, it is removed in the end.
    this.#remove();
  }

  /** The cells as the worker last had them. */
  read(): Int32Array {
    if (this.#isOpen) readSync(this.fd, this.#cells, 0, this.#cells.byteLength, 0);
    return this.#cells;
  }

  /** What they were at last can be read on. */
  close(): void {
    if (!this.#isOpen) return;
    this.read();
    this.#isOpen = false;
    closeSync(this.fd);
    this.#remove();
  }

  #remove(): void {
    try {
      rmSync(this.#path, { force: true });
    } catch {
      // It is open.
    }
  }
}
