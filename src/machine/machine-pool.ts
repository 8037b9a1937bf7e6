import type { MachineCounts } from "../api/backend.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import type { Volume } from "../volume/volume.ts";
import { type MachineScope, newScope } from "./scope.ts";
import type { ShellMachine } from "./shell/shell-machine.ts";
import { WARM_UP_COMMANDS } from "./shell/snapshot.ts";

export interface MachinePoolOptions {
  /** Makes a machine over the scope. */
  readonly make: (scope: MachineScope) => ShellMachine;
  /** Machines lent at a time to calls; those that programs borrow for a while come on top. */
  readonly maxMachines: number;
  /** Machines that are made ahead of need. */
  readonly readyMachines: number;
  /** Whether a context serves one slot only: the next one gets a fresh one. */
  readonly freshContexts: boolean;
  /** A machine that holds more than this when it is given back is dropped. */
  readonly maxIdleBytes: number;
}

interface Machine {
  readonly shell: ShellMachine;
  /** Warm-up commands it has run. */
  warmedUp: number;
  /** The slot that its context has served, if it may serve no other. */
  servedSlot: number | undefined;
  /** Calls since its heap was last looked at. */
  uses: number;
}

/** Beyond what is made ahead, so many are kept that have served: a burst of calls that sleep leaves that many behind. */
const MAX_KEPT = 8;
/** Looking at a heap costs some microseconds. */
const USES_BETWEEN_LOOKS = 32;
/** How often each warm-up command runs in a new machine: V8 compiles well what has run some fifty times. */
const WARM_UP_ROUNDS = 6;
const WARM_UPS = WARM_UP_ROUNDS * WARM_UP_COMMANDS.length;
const WARM_UP_LIMIT_MS = 500;
const WARM_UP_BYTES = 1024 * 1024;
/** No slot has this key. */
const NOBODY = -1;

/** A worker's machines: lent to a call, given back clean, or dropped when a limit was met in one. */
export class MachinePool {
  /** What a machine sees that serves nobody. */
  nowhere: Volume;
  readonly #options: MachinePoolOptions;
  /** The one that served last comes last, and goes first: its code is the warmest. */
  readonly #ready: Machine[] = [];
  readonly #lent = new Map<ShellMachine, Machine>();
  /** Those in which processes of a slot's run between its calls. */
  readonly #bound = new Map<ShellMachine, Machine>();
  #made = 0;

  constructor(nowhere: Volume, options: MachinePoolOptions) {
    this.nowhere = nowhere;
    this.#options = options;
  }

  get counts(): MachineCounts {
    return { made: this.#made, lent: this.#lent.size, bound: this.#bound.size, ready: this.#ready.length };
  }

  /** Whether a call may have one. */
  get hasRoom(): boolean {
    return this.#lent.size < this.#options.maxMachines;
  }

  /** A machine that is the borrower's, and sees what the scope has, until it is given back or dropped. */
  lend(scope: MachineScope): ShellMachine {
    const machine = this.#takeReady(scope.slotKey) ?? this.#make();
    if (this.#options.freshContexts) machine.servedSlot = scope.slotKey;
    Object.assign(machine.shell.scope, scope);
    this.#lent.set(machine.shell, machine);
    return machine.shell;
  }

  /** Leaves a machine that is lent to the slot it serves, beside those that are lent. It goes on to see the slot's files. */
  bind(shell: ShellMachine): void {
    move(shell, this.#lent, this.#bound);
  }

  /** Lends it again, to a call of its slot. */
  unbind(shell: ShellMachine): void {
    move(shell, this.#bound, this.#lent);
  }

  /** To be called when nothing of the call is left in it. It sees the slot's files no more. */
  giveBack(shell: ShellMachine): void {
    const machine = this.#lent.get(shell);
    if (!machine) return;
    this.#lent.delete(shell);
    this.#detach(shell);
    if (this.#isToBeKept(machine)) this.#ready.push(machine);
    else shell[Symbol.dispose]();
  }

  /** For one that met a limit: nothing in it can be relied upon. */
  drop(shell: ShellMachine): void {
    this.#lent.delete(shell);
    this.#bound.delete(shell);
    shell[Symbol.dispose]();
    // Its handles wait for a collection, and the slot's files are not to wait with them.
    this.#detach(shell);
  }

  #detach(shell: ShellMachine): void {
    Object.assign(shell.scope, newScope(NOBODY, this.nowhere, 0));
  }

  /** One short step towards enough machines, all fresh and warm; says whether there is more to do. */
  refill(): boolean {
    const { readyMachines, maxMachines } = this.#options;
    const fresh = this.#ready.filter(({ servedSlot }) => servedSlot === undefined);
    const cold = fresh.find(({ warmedUp }) => warmedUp < WARM_UP_COMMANDS.length);
    if (cold) this.#warmUp(cold);
    else if (fresh.length >= readyMachines || this.#lent.size + fresh.length >= maxMachines) return false;
    else this.#refresh();
    return true;
  }

  /** One short step towards machines whose code is compiled well, for when there is nothing else to do. */
  warmUpFurther(): boolean {
    const lukewarm = this.#ready.find(({ warmedUp, servedSlot }) => servedSlot === undefined && warmedUp < WARM_UPS);
    if (lukewarm) this.#warmUp(lukewarm);
    return lukewarm !== undefined;
  }

  #takeReady(slotKey: number): Machine | undefined {
    const ready = this.#ready;
    if (!this.#options.freshContexts) return ready.pop();
    const own = ready.findIndex(({ servedSlot }) => servedSlot === slotKey);
    const at = own >= 0 ? own : ready.findIndex(({ servedSlot }) => servedSlot === undefined);
    const [machine] = at >= 0 ? ready.splice(at, 1) : [this.#renewOldest()];
    return machine;
  }

  /** Adds a fresh machine: one that has served another slot, with a new context, before a new one. */
  #refresh(): void {
    const { readyMachines } = this.#options;
    const machine = this.#ready.length >= Math.max(MAX_KEPT, readyMachines) ? this.#renewOldest() : undefined;
    this.#ready.unshift(machine ?? this.#make());
  }

  #renewOldest(): Machine | undefined {
    const at = this.#ready.findIndex(({ servedSlot }) => servedSlot !== undefined);
    const [machine] = at >= 0 ? this.#ready.splice(at, 1) : [];
    if (!machine) return undefined;
    machine.shell.renew();
    machine.servedSlot = undefined;
    // A fresh context has the compiled code of the isolate, and needs each command once.
    machine.warmedUp = WARM_UPS - WARM_UP_COMMANDS.length;
    return machine;
  }

  #isToBeKept(machine: Machine): boolean {
    if (this.#ready.length >= Math.max(MAX_KEPT, this.#options.readyMachines)) return false;
    if (++machine.uses < USES_BETWEEN_LOOKS) return true;
    machine.uses = 0;
    return machine.shell.usedBytes <= this.#options.maxIdleBytes;
  }

  /** Code that has run once in an isolate is several times as fast. */
  #warmUp(machine: Machine): void {
    const command = WARM_UP_COMMANDS[machine.warmedUp++ % WARM_UP_COMMANDS.length] ?? "";
    this.#detach(machine.shell);
    const { kind } = machine.shell.run(command, {
      cwd: WORKSPACE_DIR,
      env: {},
      deadlineMs: Date.now() + WARM_UP_LIMIT_MS,
      state: "",
      maxOutputBytes: WARM_UP_BYTES,
      maxResultChars: WARM_UP_BYTES,
      maxStateBytes: WARM_UP_BYTES,
    });
    if (kind === "finished") return;
    this.#ready.splice(this.#ready.indexOf(machine), 1);
    this.drop(machine.shell);
  }

  #make(): Machine {
    this.#made++;
    return {
      shell: this.#options.make(newScope(NOBODY, this.nowhere, 0)),
      warmedUp: 0,
      servedSlot: undefined,
      uses: 0,
    };
  }
}

function move(shell: ShellMachine, from: Map<ShellMachine, Machine>, to: Map<ShellMachine, Machine>): void {
  const machine = from.get(shell);
  from.delete(shell);
  if (machine) to.set(shell, machine);
}
