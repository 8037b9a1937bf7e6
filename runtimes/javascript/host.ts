import { performance } from "node:perf_hooks";
import type ivm from "isolated-vm";
import { type GuestEntry, GuestIsolate } from "../guest-isolate.ts";
import { type Failed, type ProgramHost, ProgramIsolate } from "../process/program-isolate.ts";
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
    const host = this.#uncatchable(reached);
    let outcome = this.#enter(this.#guest.start, [JSON.stringify(options)], host, timeoutMs());
    while (outcome === undefined) {
      // Turns can be too short for a timeout to hit one of them.
      if (Date.now() > options.deadlineMs) return { kind: "stopped", reason: "timeout" };
      outcome = this.#enter(this.#guest.turn, [], host, timeoutMs());
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
    if (outcome?.kind !== "trapped") return outcome;
    const { thrown } = outcome;
    const reason = thrown instanceof Error ? guestStackOf(thrown) : transferable(thrown);
    return this.#enter(this.#guest.rejected, [reason, thrown instanceof Error], host, timeoutMs);
  }

  /** The program can't catch this: its isolate is gone. */
  #exit(code: unknown): void {
    this.#exitCode = typeof code === "number" && Number.isInteger(code) ? code & 0xff : 1;
    this.#isolate.stop();
  }

  /** What a function of the host throws, such as that the time is up, the program could catch, again and again. */
  #uncatchable(host: ProgramHost): ProgramHost {
    const files = Object.entries(host.files).map(([name, call]) => [
      name,
      (...args: never[]) => {
        try {
          return (call as (...args: never[]) => number)(...args);
        } catch (error) {
          this.#isolate.stop();
          throw error;
        }
      },
    ]);
    return { ...host, files: Object.fromEntries(files) as ProgramHost["files"] };
  }
}

/** Without the frames of the host, which isolated-vm adds. */
function guestStackOf({ stack = "", message }: Error): string {
  const boundary = stack.indexOf("\n    at (<isolated-vm boundary>)");
  return boundary < 0 ? message : stack.slice(0, boundary);
}

function transferable(value: unknown): unknown {
  return typeof value === "object" || typeof value === "function" ? String(value) : value;
}
