import ivm from "isolated-vm";
import { ShellIsolate } from "../../runtimes/shell/host.ts";
import type { Volume } from "../volume/volume.ts";
import { createFileCapability, type FileTarget } from "./file-capability.ts";
import type { WorkerInit } from "./protocol.ts";

/** An isolate and the switch that says whose files it sees. */
export interface BoundIsolate {
  readonly shell: ShellIsolate;
  readonly target: FileTarget;
}

/** Makes isolates ahead of need. */
export class IsolateShelf {
  readonly #snapshot: ivm.ExternalCopy<ArrayBuffer>;
  readonly #memoryLimitMiB: number;
  readonly #cancel: SharedArrayBuffer;
  readonly #readyCount: number;
  readonly #nowhere: Volume;
  readonly #ready: BoundIsolate[] = [];

  /** @param nowhere an empty volume, for isolates that serve no slot yet */
  constructor({ snapshot, cancel, limits, readyIsolates }: WorkerInit, nowhere: Volume) {
    this.#snapshot = new ivm.ExternalCopy(new Uint8Array(new Uint8Array(snapshot)).buffer);
    this.#cancel = cancel;
    this.#memoryLimitMiB = limits.maxMemoryMiB;
    this.#readyCount = readyIsolates;
    this.#nowhere = nowhere;
  }

  take(): BoundIsolate {
    return this.#ready.pop() ?? this.#make();
  }

  /** Makes one isolate if there is room on the shelf; says whether there is room for more. */
  refill(): boolean {
    if (this.#ready.length < this.#readyCount) this.#ready.push(this.#make());
    return this.#ready.length < this.#readyCount;
  }

  /** The commands the shell has; asked of an isolate that stays on the shelf. */
  commandNames(): string[] {
    const isolate = this.take();
    this.#ready.push(isolate);
    return isolate.shell.commandNames();
  }

  #make(): BoundIsolate {
    const target: FileTarget = { volume: this.#nowhere, quotaError: undefined };
    const shell = new ShellIsolate(this.#snapshot, this.#memoryLimitMiB, this.#cancel, (registers) =>
      createFileCapability(target, registers),
    );
    return { shell, target };
  }
}
