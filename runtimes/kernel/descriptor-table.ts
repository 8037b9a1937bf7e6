import type { Description } from "./description.ts";
import type { DescriptorTable } from "./process.ts";
import { SystemError } from "./system-error.ts";

/** `ulimit -n` */
export const MAX_DESCRIPTORS = 1024;

/** How many descriptors of all processes refer to each description; the last one that is closed releases it. */
export class DescriptionCounts {
  readonly #counts = new Map<Description, number>();

  retain(description: Description): void {
    this.#counts.set(description, (this.#counts.get(description) ?? 0) + 1);
  }

  release(description: Description): void {
    const left = (this.#counts.get(description) ?? 1) - 1;
    if (left > 0) {
      this.#counts.set(description, left);
      return;
    }
    this.#counts.delete(description);
    description.release();
  }
}

interface Entry {
  readonly description: Description;
  readonly closeOnExec: boolean;
}

export class Descriptors implements DescriptorTable {
  readonly #counts: DescriptionCounts;
  readonly #entries = new Map<number, Entry>();

  constructor(counts: DescriptionCounts) {
    this.#counts = counts;
  }

  get(fd: number): Description {
    const entry = this.#entries.get(fd);
    if (!entry) throw new SystemError("EBADF");
    return entry.description;
  }

  has(fd: number): boolean {
    return this.#entries.has(fd);
  }

  add(description: Description, { minFd = 0, closeOnExec = false } = {}): number {
    let fd = minFd;
    while (this.#entries.has(fd)) fd++;
    if (fd >= MAX_DESCRIPTORS) throw new SystemError("EMFILE");
    this.#counts.retain(description);
    this.#entries.set(fd, { description, closeOnExec });
    return fd;
  }

  duplicate(from: number, to: number): void {
    const description = this.get(from);
    if (from !== to) this.set(to, description);
  }

  set(fd: number, description: Description): void {
    if (!Number.isInteger(fd) || fd < 0 || fd >= MAX_DESCRIPTORS) throw new SystemError("EBADF");
    // Retained first: what is put there may be what was there, of which this was the last descriptor.
    this.#counts.retain(description);
    const previous = this.#entries.get(fd);
    this.#entries.set(fd, { description, closeOnExec: false });
    if (previous) this.#counts.release(previous.description);
  }

  close(fd: number): void {
    const description = this.get(fd);
    this.#entries.delete(fd);
    this.#counts.release(description);
  }

  closeAll(): void {
    for (const fd of this.#entries.keys()) this.close(fd);
  }

  closeOnExec(): void {
    this.#entries.forEach((entry, fd) => {
      if (entry.closeOnExec) this.close(fd);
    });
  }

  fork(): Descriptors {
    const copy = new Descriptors(this.#counts);
    this.#entries.forEach((entry, fd) => {
      this.#counts.retain(entry.description);
      copy.#entries.set(fd, entry);
    });
    return copy;
  }

  get numbers(): readonly number[] {
    return [...this.#entries.keys()].sort((a, b) => a - b);
  }
}
