import { HandleWrap } from "./handle-wrap.ts";
import { loop } from "./loop.ts";
import { constant } from "./node-facts.ts";

const SIGNALS = constant<{ signals: Record<string, number> }>("constants", "os").signals;

export function signalName(number: number): string {
  return Object.keys(SIGNALS).find((name) => SIGNALS[name] === number) ?? "SIGTERM";
}

const IGNORED = ["SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH"].map((name) => SIGNALS[name]);

/** Handlers of the program, by signal. */
const listening = new Map<number, Set<Signal>>();

/** Nobody but the program itself sends it signals. */
export class Signal extends HandleWrap {
  onsignal: ((number: number) => void) | undefined;
  #number: number | undefined;
  start(number: number): number {
    this.#number = number;
    const others = listening.get(number) ?? new Set();
    listening.set(number, others.add(this));
    return 0;
  }
  stop(): void {
    if (this.#number !== undefined) listening.get(this.#number)?.delete(this);
  }
  close(): void {
    this.stop();
  }
  override hasRef(): boolean {
    return false;
  }
}

/** @returns whether the program takes it, and goes on */
export function takesSignal(number: number): boolean {
  const handlers = listening.get(number);
  if (!handlers || handlers.size === 0) return IGNORED.includes(number);
  for (const handler of handlers) loop.enqueue(() => handler.onsignal?.(number));
  return true;
}
