import type { MaybePromise } from "./description.ts";
import { suspend } from "./interruption.ts";
import type { ExitStatus } from "./process.ts";
import type { SignalName } from "./signals.ts";
import { SystemError } from "./system-error.ts";
import type { Task } from "./task.ts";

const MAX_PID = 32_767;
/** How many processes a machine has room for, unless it is told otherwise. */
export const MAX_PROCESSES = 256;
/** What adopts orphans, and waits for all of them; no task of ours. */
export const INIT_PID = 1;

type Ended = { readonly pid: number; readonly status: ExitStatus };

/** All processes of a machine, with those that have ended and nobody has waited for. */
export class ProcessTable {
  readonly #tasks = new Map<number, Task>();
  readonly #maxProcesses: number;
  #lastPid: number;

  constructor(maxProcesses: number, firstPid: number) {
    this.#maxProcesses = maxProcesses;
    this.#lastPid = firstPid - 1;
  }

  /** @throws SystemError EAGAIN if there are too many already */
  add(make: (pid: number) => Task): Task {
    if (this.#tasks.size >= this.#maxProcesses) throw new SystemError("EAGAIN");
    const task = make(this.#freePid());
    this.#tasks.set(task.pid, task);
    return task;
  }

  get(pid: number): Task | undefined {
    return this.#tasks.get(pid);
  }

  get all(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  get running(): readonly Task[] {
    return this.all.filter((task) => !task.status);
  }

  /** A task has come to its end: its children are orphans, its parent learns of it. */
  exit(task: Task, status: ExitStatus): void {
    task.status = status;
    for (const child of this.#tasks.values()) {
      if (child.parent !== task) continue;
      child.parent = undefined;
      if (child.status) this.#tasks.delete(child.pid);
    }
    task.zombies.length = 0;
    const { parent } = task;
    if (!parent || parent.disposition("SIGCHLD") === "ignore") this.#tasks.delete(task.pid);
    else parent.zombies.push(task);
    if (!parent) return;
    for (const wake of [...parent.childWaiters]) wake();
    parent.receive("SIGCHLD");
  }

  wait(parent: Task, pid: number, noHang: boolean): MaybePromise<Ended | undefined> {
    const ended = this.#reap(parent, pid);
    if (ended) return ended;
    if (!this.#hasChild(parent, pid)) throw new SystemError("ECHILD");
    return noHang ? undefined : this.#awaitChild(parent, pid);
  }

  async #awaitChild(parent: Task, pid: number): Promise<Ended> {
    for (;;) {
      await suspend<undefined>(parent.interruption, (resume) => {
        const wake = (): void => {
          parent.childWaiters.delete(wake);
          resume(undefined);
        };
        parent.childWaiters.add(wake);
        return () => parent.childWaiters.delete(wake);
      });
      const ended = this.#reap(parent, pid);
      if (ended) return ended;
      if (!this.#hasChild(parent, pid)) throw new SystemError("ECHILD");
    }
  }

  kill(pid: number, signal: SignalName | undefined): void {
    if (pid === INIT_PID) return;
    const targets = this.#targets(pid);
    if (targets.length === 0) throw new SystemError("ESRCH");
    if (signal) for (const task of targets) task.receive(signal);
  }

  #targets(pid: number): readonly Task[] {
    if (pid === -1) return this.all;
    if (pid < 0) return this.all.filter((task) => task.pgid === -pid);
    const task = this.#tasks.get(pid);
    return task ? [task] : [];
  }

  #reap(parent: Task, pid: number): Ended | undefined {
    const index = parent.zombies.findIndex((task) => matches(task, pid));
    const [task] = index < 0 ? [] : parent.zombies.splice(index, 1);
    if (!task?.status) return undefined;
    this.#tasks.delete(task.pid);
    return { pid: task.pid, status: task.status };
  }

  #hasChild(parent: Task, pid: number): boolean {
    for (const task of this.#tasks.values()) if (task.parent === parent && matches(task, pid)) return true;
    return false;
  }

  #freePid(): number {
    do {
      this.#lastPid = this.#lastPid >= MAX_PID ? INIT_PID + 1 : this.#lastPid + 1;
    } while (this.#isTaken(this.#lastPid));
    return this.#lastPid;
  }

  /** A group's number is taken as long as anybody is in it, or who comes next would be signalled with them. */
  #isTaken(pid: number): boolean {
    for (const task of this.#tasks.values()) if (task.pid === pid || task.pgid === pid) return true;
    return false;
  }
}

function matches(task: Task, pid: number): boolean {
  return pid === -1 || (pid < 0 ? task.pgid === -pid : task.pid === pid);
}
