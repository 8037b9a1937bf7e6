import { deserialize, serialize } from "node:v8";
import type { Limits } from "../api/limits.ts";
import type { ToolResult } from "../api/result.ts";
import type { Delta, SentDelta } from "../volume/delta.ts";
import { unpackDelta } from "../volume/packed-delta.ts";
import { finish, type Steps } from "../volume/steps.ts";
import { createBareVolume } from "../volume/system-layout.ts";
import type { Volume } from "../volume/volume.ts";
import { type BackgroundUpdate, type Leavings, lossOf, type SlotSource, type WorkerCall } from "../worker/protocol.ts";
import type { VolumeFreezer } from "./volume-freezer.ts";
import type { WorkspaceBudget } from "./workspace-budget.ts";

const MAX_FROZEN_BYTES = 64 * 1024;
const MAX_FROZEN_INODES = 200;
/** What an empty volume and a file take beside the file's content. */
const VOLUME_BYTES = 10_000;
const INODE_BYTES = 2_000;

/** Calls that were submitted together. */
export type Batch = object;

export interface PendingCall {
  readonly request: Omit<WorkerCall, "endsBatch">;
  readonly batch: Batch;
  /** How often a worker was lost under it before it began. */
  attempts: number;
  /** Whether its caller has given up. */
  isStopped: boolean;
  settle(result: ToolResult): void;
}

/** A worker, as far as a slot knows it. */
export interface ReplicaHolder {
  /** It may drop its replica of this slot. */
  forget(slotKey: number): void;
  /** It is to give up its replica of this slot at once, with whatever runs or waits in it. */
  drop(slotKey: number): void;
  /** It is to end what calls of this slot have left running. */
  hangUp(slotKey: number): void;
}

/** A slot as the pool has it: its state, which is plain data and all there is of it, and its calls, in order. */
export class SlotRecord {
  readonly key: number;
  /**
   * Whether a worker that has served the slot holds what no other has (a program's instance, an interpreter): the slot goes
   * back there while that worker lives.
   */
  isPinned = false;
  readonly waiting: PendingCall[] = [];
  /** The worker that holds a replica equal to the volume. */
  warmOn: ReplicaHolder | undefined;
  /** True while a job of this slot is with a worker: one at a time, so calls stay in order. */
  inFlight = false;
  shellState = "";
  /** Whether the worker keeps a machine for what calls of its shell have left. */
  isBound = false;
  /** Processes of its shell that run between calls, by the worker's last message. */
  processes = 0;
  /** What processes have printed that are gone, for the next call of the shell. */
  leavings: Leavings | undefined;
  /** The job with which the worker's replica began. */
  replicaJobId = 0;
  readonly #limits: Limits;
  readonly #template: Delta;
  #volume: Volume | undefined;
  /** In place of the volume, when that is small and nobody has used it for a while. */
  #frozen: { readonly snapshot: Buffer; readonly usedBytes: number; readonly usedInodes: number } | undefined;
  readonly #freezer: VolumeFreezer;
  readonly #budget: WorkspaceBudget;
  /** What the budget has been told of. */
  #countedBytes = 0;
  #isCommitting = false;
  /** Another number when what a worker has of the slot is nothing to it any more. */
  #generation = 0;
  /** What is left to do of a change that has begun. */
  #applying: { readonly steps: Steps; readonly whenDone: Promise<void> } | undefined;

  constructor(key: number, limits: Limits, template: Delta, freezer: VolumeFreezer, budget: WorkspaceBudget) {
    this.key = key;
    this.#limits = limits;
    this.#template = template;
    this.#freezer = freezer;
    this.#budget = budget;
  }

  /**
   * The volume, whole; made when first needed, so that a slot nobody has written to costs nothing. A change that is half done
   * is finished in one go for whoever can't wait.
   */
  get volume(): Volume {
    if (this.#applying) finish(this.#applying.steps);
    if (!this.#volume) {
      this.#volume = createBareVolume(this.#limits);
      this.#volume.apply(this.#frozen ? (deserialize(this.#frozen.snapshot) as Delta) : this.#template);
      this.#frozen = undefined;
      this.#countBytes();
    }
    this.#freezer.used(this);
    return this.#volume;
  }

  /** Resolves when a change that is half done is done; nothing if there is none. */
  get whenWhole(): Promise<void> | undefined {
    return this.#applying?.whenDone;
  }

  get usedBytes(): number {
    return this.#volume?.usedBytes ?? this.#frozen?.usedBytes ?? 0;
  }

  /** Roughly what a replica of it takes in a worker. */
  get replicaBytes(): number {
    const inodes = this.#volume?.usedInodes ?? this.#frozen?.usedInodes ?? 0;
    return VOLUME_BYTES + this.usedBytes + inodes * INODE_BYTES;
  }

  /** Keeps a small volume as bytes, a tenth of what its inodes take. */
  freeze(): void {
    if (!this.#volume || this.#isCommitting) return;
    const { usedBytes, usedInodes } = this.#volume;
    if (usedBytes > MAX_FROZEN_BYTES || usedInodes > MAX_FROZEN_INODES) return;
    this.#frozen = { snapshot: serialize(this.#volume.snapshot()), usedBytes, usedInodes };
    this.#volume = undefined;
    this.#freezer.forget(this);
  }

  /**
   * Takes, step by step, what a call has changed, all of it or nothing. One of them at a time.
   * @throws RangeError for what can't be true
   * @throws BudgetError for files that don't fit beside those of the other slots
   */
  *commit(sent: SentDelta, shellState: string | undefined): Steps {
    const generation = this.#generation;
    const delta = yield* unpackDelta(sent);
    // It was emptied meanwhile, or the replica was given up that this is of.
    if (generation !== this.#generation) return;
    if (delta.inodes.length > 0) yield* this.#change(delta);
    if (shellState === undefined) return;
    this.shellState = shellState;
    // It has been told.
    this.leavings = undefined;
  }

  /** Takes what a worker says of the slot's processes. */
  *update({ delta, isBound, processes, leavings }: BackgroundUpdate): Steps {
    const generation = this.#generation;
    yield* this.commit(delta, undefined);
    if (generation !== this.#generation) return;
    this.isBound = isBound;
    this.processes = processes;
    if (leavings) this.leavings = leavings;
  }

  /** Gives up the replica, which holds what was not committed, and what runs there. */
  dropReplica(why: string): void {
    this.#generation++;
    this.warmOn?.drop(this.key);
    this.warmOn = undefined;
    this.loseProcesses(why);
  }

  /** Its processes are gone with their worker. */
  loseProcesses(why: string): void {
    this.isBound = false;
    if (this.processes === 0) return;
    this.processes = 0;
    this.leavings = { stdout: "", stderr: lossOf(why) };
  }

  /** Ends what its calls have left running. */
  hangUp(): void {
    if (this.isBound || this.leavings) this.warmOn?.hangUp(this.key);
    this.leavings = undefined;
  }

  sourceFor(worker: ReplicaHolder): SlotSource {
    if (this.warmOn === worker) return { kind: "warm" };
    if (!this.#volume && !this.#frozen) return { kind: "template" };
    return { kind: "snapshot", delta: this.volume.snapshot() };
  }

  /** Empties the slot back to the template. No call may be in flight. */
  reset(): void {
    if (this.#applying) finish(this.#applying.steps);
    this.#generation++;
    this.#volume = undefined;
    this.#frozen = undefined;
    this.#countBytes();
    this.#freezer.forget(this);
    this.shellState = "";
    this.processes = 0;
    // It is told to forget the slot with its next job only.
    this.hangUp();
    this.isBound = false;
    this.warmOn?.forget(this.key);
    this.warmOn = undefined;
  }

  *#change(delta: Delta): Steps {
    const { volume } = this;
    this.#isCommitting = true;
    try {
      const usedBytes = yield* volume.checking(delta);
      // It was emptied meanwhile.
      if (this.#volume !== volume) return;
      this.#budget.assertRoom(usedBytes - this.#countedBytes);
      this.#countBytes(usedBytes);
      yield* this.#apply(volume.applying(delta));
    } finally {
      this.#isCommitting = false;
    }
    this.#freezer.used(this);
  }

  *#apply(steps: Steps): Steps {
    const { promise: whenDone, resolve } = Promise.withResolvers<void>();
    this.#applying = { steps, whenDone };
    try {
      // Not yield*: others may finish it.
      while (!steps.next().done) yield;
    } finally {
      this.#applying = undefined;
      resolve();
    }
  }

  #countBytes(usedBytes = this.usedBytes): void {
    this.#budget.changed(usedBytes - this.#countedBytes);
    this.#countedBytes = usedBytes;
  }
}
