import type { ProgramCall } from "../program/program.ts";
import { entriesOf, type TreeEntry, type TreeRules } from "./tree-entries.ts";

/** What directories take with all that is listed of them. */
export class DiskUse {
  readonly #call: ProgramCall;
  readonly #rules: TreeRules;
  readonly #sizes = new Map<string, number>();

  constructor(call: ProgramCall, rules: TreeRules) {
    this.#call = call;
    this.#rules = rules;
  }

  /** Adds a directory's size, and those of all below it. */
  measure(top: TreeEntry): void {
    const order: { readonly entry: TreeEntry; readonly parent: string | undefined }[] = [];
    const pending: { readonly entry: TreeEntry; readonly parent: string | undefined }[] = [
      { entry: top, parent: undefined },
    ];
    for (let next = pending.pop(); next; next = pending.pop()) {
      order.push(next);
      const { path, isDirectory, isLink } = next.entry;
      if (!isDirectory || (isLink && next.parent !== undefined)) continue;
      for (const entry of entriesOf(this.#call, this.#rules, path)) pending.push({ entry, parent: path });
    }
    for (const { entry, parent } of order.reverse()) {
      const size = (this.#sizes.get(entry.path) ?? 0) + entry.status.size;
      this.#sizes.set(entry.path, size);
      if (parent !== undefined) this.#sizes.set(parent, (this.#sizes.get(parent) ?? 0) + size);
    }
  }

  sizeOf({ path, status }: TreeEntry): number {
    return this.#sizes.get(path) ?? status.size;
  }
}
