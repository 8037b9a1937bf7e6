import { performance } from "node:perf_hooks";
import type ivm from "isolated-vm";
import { type GuestEntry, GuestIsolate } from "../guest-isolate.ts";
import { ERRNO } from "../process/abi.ts";
import { type Failed, type ProgramHost, ProgramIsolate } from "../process/program-isolate.ts";
import { SPAWN_REFUSED } from "../process/spawn.ts";
import {
  GUEST_FILENAME,
  JAVASCRIPT_GLOBAL,
  JAVASCRIPT_HOST_GLOBAL,
  type JavaScriptGuest,
  type JavaScriptHost,
  type StartOptions,
} from "./javascript.ts";

/** How a program ended. */
export type JavaScriptOutcome = { readonly kind: "exited"; readonly code: number } | Failed;

/** A V8 isolate for one JavaScript program. */
export class JavaScriptIsolate implements Disposable {
  readonly program: ProgramIsolate;
  readonly #isolate: GuestIsolate;
  readonly #guest: Record<keyof JavaScriptGuest, GuestEntry>;
  #exitCode: number | undefined;
  #hasEnded = false;

  /** @param guest its code, or a startup snapshot that has run it */
  constructor(guest: string | ivm.ExternalCopy<ArrayBuffer>, memoryLimitMiB: number) {
    this.#isolate = new GuestIsolate(memoryLimitMiB, typeof guest === "string" ? undefined : guest);
    this.program = new ProgramIsolate(this.#isolate, true);
    this.#isolate.evaluate(`globalThis.${JAVASCRIPT_HOST_GLOBAL} = {}`);
    const host: JavaScriptHost = { exit: (code) => this.#exit(code), now: () => performance.now() };
    this.#isolate.provide(JAVASCRIPT_HOST_GLOBAL, { exit: host.exit, now: host.now });
    if (typeof guest === "string") this.#isolate.evaluate(guest, GUEST_FILENAME);
    this.#guest = this.#isolate.entries(JAVASCRIPT_GLOBAL, ["start", "turn", "rejected"]);
  }

  /** Runs the program to its end. To be called once. */
  run(options: StartOptions, reached: ProgramHost, timeoutMs: () => number): JavaScriptOutcome {
    const host = this.#guarded(reached);
    let outcome = this.#enter(this.#guest.start, [JSON.stringify(options)], host, timeoutMs());
    let turns = 0;
    while (outcome === undefined) {
      // Turns can be too short for a timeout to hit one of them.
      if (Date.now() > options.deadlineMs) return { kind: "stopped", reason: "timeout" };
      // isolated-vm keeps the timer of every entry until it is due, and goes through those due at once by recursion.
      const later = Math.floor(turns++ / TIMERS_PER_MS);
      outcome = this.#enter(this.#guest.turn, [], host, timeoutMs() + later);
    }
    return outcome;
  }

  [Symbol.dispose](): void {
    this.#isolate[Symbol.dispose]();
  }

  /** @returns nothing if the program goes on */
  #enter(
    entry: GuestEntry,
    args: readonly unknown[],
    host: ProgramHost,
    timeoutMs: number,
  ): JavaScriptOutcome | undefined {
    const outcome = this.program.enter(entry, args, host, timeoutMs, () => undefined);
    if (this.#exitCode !== undefined) return { kind: "exited", code: this.#exitCode };
    if (this.#hasEnded) return { kind: "stopped", reason: "timeout" };
    if (outcome?.kind !== "trapped") return outcome;
    const { thrown } = outcome;
    const reason = thrown instanceof Error ? guestStackOf(thrown) : transferable(thrown);
    return this.#enter(this.#guest.rejected, [reason, thrown instanceof Error], host, timeoutMs);
  }

  #exit(code: unknown): void {
    if (this.#hasEnded) return;
    this.#exitCode = typeof code === "number" && Number.isInteger(code) ? code & 0xff : 1;
    this.#hasEnded = true;
  }

  /**
   * A program could catch what a function of the host's throws, again and again. So that ends it instead: from then on
   * nothing it does has any effect, and when it next returns it is over.
   */
  #guarded({ files, spawner }: ProgramHost): ProgramHost {
    const attempt = <Answer>(call: () => Answer, otherwise: Answer): Answer => {
      if (this.#hasEnded) return otherwise;
      try {
        return call();
      } catch {
        this.#hasEnded = true;
        return otherwise;
      }
    };
    const calls = Object.entries(files).map(([name, call]) => [
      name,
      (...args: never[]) => attempt(() => (call as (...args: never[]) => number)(...args), ERRNO.EIO),
    ]);
    return {
      files: Object.fromEntries(calls) as ProgramHost["files"],
      spawner: spawner && {
        spawn: (request, stdin) => attempt(() => spawner.spawn(request, stdin), SPAWN_REFUSED.notAProgram),
        spawnOutput: (stream) => attempt(() => spawner.spawnOutput(stream), ""),
      },
    };
  }
}

const TIMERS_PER_MS = 100;

/** Without the frames of the host, which isolated-vm adds. */
function guestStackOf({ stack = "", message }: Error): string {
  const boundary = stack.indexOf("\n    at (<isolated-vm boundary>)");
  return boundary < 0 ? message : stack.slice(0, boundary);
}

function transferable(value: unknown): unknown {
  return typeof value === "object" || typeof value === "function" ? String(value) : value;
}
