import { STATUS_FIELDS } from "../abi/capability.ts";
import { ENTRY_KINDS } from "../abi/system-calls.ts";
import type { FileStatus } from "./description.ts";
import { type FileHost, statusIn } from "./file-host.ts";
import type { DirectoryEntry } from "./kernel.ts";

const KINDS: Readonly<Record<string, DirectoryEntry["kind"]>> = ENTRY_KINDS;

/**
 * A directory as it was listed. Who asks for the status of one entry often asks for those of all: from the second one on
 * they are had at once, and hold as long as nothing changes.
 */
export class Listing {
  readonly #host: FileHost;
  readonly #path: string;
  readonly #changes: number;
  readonly entries: DirectoryEntry[];
  #asked = 0;
  #statuses: Float64Array | undefined;

  /** @param joined what the host says is in it */
  constructor(host: FileHost, path: string, joined: string) {
    this.#host = host;
    this.#path = path;
    this.#changes = host.changes;
    this.entries = joined === "" ? [] : joined.split("/").map((entry, index) => new ListedEntry(this, entry, index));
  }

  /** @throws SystemError */
  statusOf(name: string, index: number): FileStatus {
    if (this.#host.changes !== this.#changes) return this.#lstat(name);
    if (this.#asked++ === 1) this.#statuses = this.#host.statusesIn(this.#path);
    return this.#statuses ? statusIn(this.#statuses, index * STATUS_FIELDS) : this.#lstat(name);
  }

  #lstat(name: string): FileStatus {
    return this.#host.stat(this.#path.endsWith("/") ? this.#path + name : `${this.#path}/${name}`, false);
  }
}

class ListedEntry implements DirectoryEntry {
  readonly name: string;
  readonly kind: DirectoryEntry["kind"];
  readonly #listing: Listing;
  readonly #index: number;

  constructor(listing: Listing, entry: string, index: number) {
    this.name = entry.slice(1);
    this.kind = KINDS[entry.charAt(0)] ?? "file";
    this.#listing = listing;
    this.#index = index;
  }

  status(): FileStatus {
    return this.#listing.statusOf(this.name, this.#index);
  }
}
