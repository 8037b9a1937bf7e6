import type { Kernel } from "../../kernel/kernel.ts";
import type { ExitStatus, Process } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { launch } from "../launch.ts";
import { Failure } from "../program/failure.ts";

/** Some command ended with another status than 0. */
const SOME_FAILED = 123;
const STOPPED = 124;
const SIGNALLED = 125;
/** With which a command says that no other is to be started. */
const STOPS_ALL = 255;

/** The commands that `xargs` has started, so many at once. */
export class Children {
  readonly #process: Process;
  readonly #kernel: Kernel;
  readonly #limit: number;
  readonly #slotVariable: string | undefined;
  readonly #keepsInput: boolean;
  readonly #slots = new Map<number, { readonly command: string; readonly slot: number }>();
  /** The status of a command that could not be started at all. */
  #unstarted: number | undefined;
  status = 0;

  /** @param limit how many run at once; 0: as many as there are */
  constructor(
    process: Process,
    kernel: Kernel,
    { limit, slotVariable, keepsInput }: { limit: number; slotVariable: string | undefined; keepsInput: boolean },
  ) {
    this.#process = process;
    this.#kernel = kernel;
    this.#limit = limit === 0 ? Number.POSITIVE_INFINITY : limit;
    this.#slotVariable = slotVariable;
    this.#keepsInput = keepsInput;
  }

  /** Starts a command as soon as it may run. @throws Failure if a command that has ended says so */
  async start(args: readonly string[]): Promise<void> {
    while (this.#slots.size >= this.#limit) await this.#waitForOne();
    const slot = this.#freeSlot();
    const child = await this.#fork(args, slot);
    if (!this.#keepsInput) child.descriptors.set(0, this.#kernel.files.open("/dev/null", { access: "read" }, 0));
    this.#slots.set(child.pid, { command: args[0] ?? "", slot });
    if (this.#limit === 1) await this.#waitForOne();
  }

  /** @throws Failure as `start` does */
  async finish(): Promise<void> {
    while (this.#slots.size > 0) await this.#waitForOne();
  }

  /** Waits for all, whatever they say. */
  async settle(): Promise<void> {
    while (this.#slots.size > 0) await this.#ended();
  }

  async #fork(args: readonly string[], slot: number): Promise<Process> {
    for (;;) {
      try {
        return this.#kernel.fork(this.#process, (own) => this.#run(own, args, slot));
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== "EAGAIN" || this.#slots.size === 0) throw error;
        await this.#waitForOne();
      }
    }
  }

  async #run(own: Process, args: readonly string[], slot: number): Promise<number> {
    if (this.#slotVariable !== undefined) own.env.set(this.#slotVariable, String(slot));
    const before = own.args;
    const status = await launch(own, this.#kernel, args);
    if (own.args === before) this.#unstarted = status;
    return status;
  }

  #freeSlot(): number {
    if (this.#slotVariable === undefined) return 0;
    const taken = new Set([...this.#slots.values()].map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot++;
    return slot;
  }

  async #waitForOne(): Promise<void> {
    const { command, status } = await this.#ended();
    if (this.#unstarted !== undefined) throw new Failure("", this.#unstarted);
    if (status.kind === "signalled")
      throw new Failure(`${command}: terminated by signal ${SIGNALS[status.signal]}`, SIGNALLED);
    if (status.code === STOPS_ALL) throw new Failure(`${command}: exited with status 255; aborting`, STOPPED);
    if (status.code !== 0) this.status = SOME_FAILED;
  }

  async #ended(): Promise<{ readonly command: string; readonly status: ExitStatus }> {
    for (;;) {
      try {
        const ended = await this.#kernel.wait(this.#process, -1);
        const known = ended && this.#slots.get(ended.pid);
        if (!known) continue;
        this.#slots.delete(ended.pid);
        return { command: known.command, status: ended.status };
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
        await this.#process.checkpoint();
      }
    }
  }
}
