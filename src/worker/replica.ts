import type { ShellRunOptions } from "../../runtimes/abi/shell.ts";
import type { Session, SessionLanguage, SessionResult } from "../machine/process/session.ts";
import type { ShellOutcome } from "../machine/shell/shell-isolate.ts";
import type { FunctionResult, Reactor } from "../machine/wasi/reactor.ts";
import type { FunctionCallArgs } from "../tools/schemas.ts";
import type { ToolContext, ToolReactor, ToolSessions, ToolShell } from "../tools/tool.ts";
import type { Volume } from "../volume/volume.ts";
import type { BoundIsolate } from "./bound-isolate.ts";
import type { IsolateShelf } from "./isolate-pool.ts";
import type { LiveSessions } from "./live-sessions.ts";
import type { SlotPrograms } from "./slot-programs.ts";

/** A slot as a worker has it: a replica of its volume, its isolate while there is room, its program if that stays. */
export class Replica implements ToolShell, ToolReactor, ToolSessions {
  readonly #key: number;
  readonly volume: Volume;
  state: string;
  /** True while a call waits inside the isolate: it can't be dropped then. */
  parked = false;
  readonly #isolates: LiveIsolates;
  readonly #programs: SlotPrograms;
  readonly #liveSessions: LiveSessions;
  readonly #sessions = new Map<SessionLanguage, Session>();
  #reactor: Reactor | undefined;

  constructor(
    key: number,
    volume: Volume,
    shellState: string,
    isolates: LiveIsolates,
    liveSessions: LiveSessions,
    programs: SlotPrograms,
  ) {
    this.#key = key;
    this.volume = volume;
    this.state = shellState;
    this.#isolates = isolates;
    this.#liveSessions = liveSessions;
    this.#programs = programs;
  }

  get quotaError(): string | undefined {
    return this.#isolates.peek(this)?.target.quotaError;
  }

  run(command: string, options: ShellRunOptions): ShellOutcome {
    const isolate = this.#isolates.of(this);
    Object.assign(isolate.target, { quotaError: undefined, deadlineMs: options.deadlineMs, spawned: { count: 0 } });
    return this.#settle(isolate.shell.run(command, options));
  }

  wake(deadlineMs: number): ShellOutcome {
    const isolate = this.#isolates.of(this);
    isolate.target.deadlineMs = deadlineMs;
    return this.#settle(isolate.shell.wake(deadlineMs));
  }

  call(context: ToolContext, { name, args, stdin }: FunctionCallArgs): FunctionResult {
    this.#reactor ??= this.#programs.reactor(context);
    const { deadlineMs, limits } = context;
    const { maxOutputBytes } = limits;
    return this.#reactor.call({ name, args, stdin: Buffer.from(stdin), deadlineMs, maxOutputBytes });
  }

  evaluate(context: ToolContext, language: SessionLanguage, code: string): SessionResult {
    let session = this.#sessions.get(language);
    if (!session) {
      session = this.#programs.session(language, this.volume);
      this.#sessions.set(language, session);
    }
    this.#liveSessions.use(session, this.#key);
    const result = this.#programs.evaluate(session, context, code);
    if (result.hasEnded) this.#liveSessions.end(session);
    return result;
  }

  #settle(outcome: ShellOutcome): ShellOutcome {
    this.parked = outcome.kind === "waiting";
    if (outcome.kind === "stopped") this.#isolates.drop(this);
    return outcome;
  }

  dispose(): void {
    this.#reactor?.[Symbol.dispose]();
    for (const session of this.#sessions.values()) this.#liveSessions.discard(session);
    this.#isolates.drop(this);
  }
}

/** The isolates that serve slots, the least recently used first. */
export class LiveIsolates {
  readonly #live = new Map<Replica, BoundIsolate>();
  readonly #shelf: IsolateShelf;
  readonly #max: number;

  constructor(shelf: IsolateShelf, max: number) {
    this.#shelf = shelf;
    this.#max = max;
  }

  peek(host: Replica): BoundIsolate | undefined {
    return this.#live.get(host);
  }

  of(host: Replica): BoundIsolate {
    let isolate = this.#live.get(host);
    if (isolate) this.#live.delete(host);
    else {
      this.#makeRoom();
      isolate = this.#shelf.take();
      isolate.target.volume = host.volume;
    }
    this.#live.set(host, isolate);
    return isolate;
  }

  /** Whether a slot that has none can get an isolate. */
  get hasRoom(): boolean {
    if (this.#live.size < this.#max) return true;
    for (const { parked } of this.#live.keys()) if (!parked) return true;
    return false;
  }

  drop(host: Replica): void {
    const isolate = this.#live.get(host);
    if (!isolate) return;
    this.#live.delete(host);
    this.#shelf.discard(isolate);
  }

  #makeRoom(): void {
    for (const host of this.#live.keys()) {
      if (this.#live.size < this.#max) return;
      if (!host.parked) this.drop(host);
    }
  }
}
