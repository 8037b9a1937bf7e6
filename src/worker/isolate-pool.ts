import ivm from "isolated-vm";
import { guestBundle } from "../isolate/guest-bundle.ts";
import { collectDiscardedHandles, discardedHandleGroups, KeptHandles } from "../isolate/kept-handles.ts";
import { createFileCapability } from "../machine/file-capability.ts";
import { NodePrograms } from "../machine/node/node-programs.ts";
import { nodeIsolates } from "../machine/node/snapshot.ts";
import { ProgramRunner } from "../machine/program-runner.ts";
import { PythonPrograms } from "../machine/python/python-programs.ts";
import { ShellIsolate } from "../machine/shell/shell-isolate.ts";
import { WARM_UP_COMMANDS } from "../machine/shell/warm-up.ts";
import { createSpawner, type SpawnScope } from "../machine/spawner.ts";
import { Programs } from "../machine/wasi/programs.ts";
import { createSystemLayout } from "../volume/system-layout.ts";
import { Volume, WORKSPACE_DIR } from "../volume/volume.ts";
import type { BoundIsolate } from "./bound-isolate.ts";
import type { WorkerInit } from "./protocol.ts";

interface ShelvedIsolate extends BoundIsolate {
  /** Warm-up commands it has run. */
  warmedUp: number;
}

const WARM_UP_LIMIT_MS = 500;
const WARM_UP_BYTES = 1024 * 1024;
/** Collecting takes milliseconds: it waits for a pause of work, and for so many discarded isolates. */
const COLLECT_WHEN_IDLE = 128;

/** Makes isolates ahead of need and warms them up: code that has run once in an isolate is several times as fast. */
export class IsolateShelf {
  /** The layout all guests of this worker see; it has an executable for each command of the shell. */
  readonly system: Volume;
  readonly #init: WorkerInit;
  readonly #snapshot: ivm.ExternalCopy<ArrayBuffer>;
  /** Where isolates that serve no slot yet live. */
  readonly #nowhere: Volume;
  readonly #shelved: ShelvedIsolate[] = [];
  readonly programs: ProgramRunner;

  constructor(init: WorkerInit) {
    this.#init = init;
    const memoryLimitMiB = init.limits.maxMemoryMiB;
    const cells = { cancel: new Int32Array(init.cancel), typesInProcess: new Int32Array(init.typesInProcess) };
    const wasi = new Programs(() => guestBundle("wasi"), memoryLimitMiB, cells);
    const python = new PythonPrograms({
      ...init.python,
      packages: init.python.packages.searchPath,
      readGuestCode: () => guestBundle("python"),
      memoryLimitMiB,
      cancel: cells.cancel,
    });
    const node = new NodePrograms(nodeIsolates(memoryLimitMiB), cells.cancel);
    this.programs = new ProgramRunner({ wasi, python, node, shells: this, cancel: cells.cancel }, init.limits);
    this.#snapshot = new KeptHandles().keep(new ivm.ExternalCopy(new Uint8Array(new Uint8Array(init.snapshot)).buffer));
    const bare = new Volume(init.limits);
    const first = this.#make(bare);
    this.system = createSystemLayout(first.shell.commandNames(), init.commands, init.python.packages.files);
    this.#nowhere = new Volume(init.limits, this.system);
    first.target.volume = this.#nowhere;
    this.#shelved.push(first);
  }

  take(): BoundIsolate {
    return this.#shelved.pop() ?? this.#make(this.#nowhere);
  }

  /** Ends an isolate. It forgets the slot's files at once, although its handles wait for a collection. */
  discard({ shell, target }: BoundIsolate): void {
    shell[Symbol.dispose]();
    target.volume = this.#nowhere;
  }

  /** One short step towards a full and warm shelf; says whether there is more to do. */
  refill(): boolean {
    const cold = this.#shelved.find(({ warmedUp }) => warmedUp < WARM_UP_COMMANDS.length);
    if (cold) this.#warmUp(cold);
    else if (this.#shelved.length < this.#init.readyIsolates) this.#shelved.unshift(this.#make(this.#nowhere));
    else if (this.programs.refill()) return true;
    else if (discardedHandleGroups() >= COLLECT_WHEN_IDLE) collectDiscardedHandles();
    else return false;
    return true;
  }

  #warmUp(isolate: ShelvedIsolate): void {
    const command = WARM_UP_COMMANDS[isolate.warmedUp++] ?? "";
    const { kind } = isolate.shell.run(command, {
      cwd: WORKSPACE_DIR,
      env: {},
      deadlineMs: Date.now() + WARM_UP_LIMIT_MS,
      state: "",
      maxOutputBytes: WARM_UP_BYTES,
      maxResultChars: WARM_UP_BYTES,
      maxStateBytes: WARM_UP_BYTES,
      maxStringBytes: WARM_UP_BYTES,
    });
    if (kind === "finished") return;
    this.discard(isolate);
    this.#shelved.splice(this.#shelved.indexOf(isolate), 1);
  }

  #make(volume: Volume): ShelvedIsolate {
    const { limits, cancel } = this.#init;
    const target: SpawnScope = { volume, deadlineMs: 0, quotaError: undefined, depth: 0, spawned: { count: 0 } };
    const capability = (registers: Float64Array) => ({
      ...createFileCapability(target, registers),
      ...createSpawner(target, this.programs, limits, "guest"),
    });
    return { shell: new ShellIsolate(this.#snapshot, limits.maxMemoryMiB, cancel, capability), target, warmedUp: 0 };
  }
}
