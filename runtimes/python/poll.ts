import { ERRNO, EVENTTYPE } from "../abi/preview1.ts";
import { PENDING } from "../abi/program-files.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { files, processes, register } from "./host.ts";
import { interrupt } from "./interrupt.ts";
import { canBeLeft } from "./suspension.ts";

/*
 * poll(2), the one place where Python waits for more than a read or a write. Other calls that have to wait are made through it
 * as well: they are prepared, and the next `poll` makes them. JavaScript that Python calls can't be left, a system call can.
 */

const POLLFD_BYTES = 8;
const EVENT = { in: 1, out: 4, invalid: 32 } as const;

let module: EmscriptenModule | undefined;
/** When the call ends that waits, in milliseconds since the epoch. It is made again each time it has waited. */
let endMs: number | undefined;
/** Whether a poll that does not wait has let others run, and looks for the last time. */
let hasGivenWay = false;
let prepared: { readonly call: () => number; readonly isSleep: boolean } | undefined;
/** What the prepared call came to. */
let outcome = { errno: 0, values: [0, 0] };
const watched = new Set<number>();
const ended: { readonly pid: number; readonly status: number }[] = [];

/** To be called when the interpreter is up. */
export function providePoll(interpreter: EmscriptenModule): void {
  module = interpreter;
}

/**
 * Has the next `poll` make a call of the host's, in the place of what it is asked.
 * @param isSleep whether it ends by itself when the interpreter is to be interrupted
 */
export function prepare(call: () => number, isSleep = false): void {
  prepared = { call, isSleep };
}

/** What the last prepared call came to. */
export function lastOutcome(): { readonly errno: number; readonly values: readonly number[] } {
  return outcome;
}

/** Has each `poll` end when the child has; then {@link takeEnded} says so. */
export function watchChild(pid: number): void {
  watched.add(pid);
}

/** A child that was watched and has ended, once. */
export function takeEnded(): { readonly pid: number; readonly status: number } | undefined {
  return ended.shift();
}

/** @returns how many are ready, a negative errno, or PENDING */
export function poll(descriptors: number, count: number, timeoutMs: number): number {
  if (prepared) return makePrepared(prepared);
  if (!module) return -ERRNO.EINVAL;
  const view = new DataView(module.HEAPU8.buffer, descriptors >>> 0, count * POLLFD_BYTES);
  endMs ??= timeoutMs < 0 ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  const untilMs = Math.min(endMs, interrupt.atMs);
  let ready = 0;
  const errno = untilDone(() => {
    ready = lookAt(module, view, count);
    lookAtChildren();
    if (ready > 0 || ended.length > 0 || hasGivenWay) return ERRNO.SUCCESS;
    const slept = files().sleepUntil(untilMs);
    hasGivenWay = slept === ERRNO.SUCCESS && untilMs <= Date.now();
    return slept === ERRNO.SUCCESS ? AGAIN : slept;
  }, true);
  if (errno === PENDING) return PENDING;
  endMs = undefined;
  hasGivenWay = false;
  return errno === ERRNO.SUCCESS || errno === ERRNO.EINTR ? ready : -errno;
}

/** An answer that is none: look again. */
const AGAIN = -1;

/** @returns what the call answers in the end, EINTR when the interpreter is to be interrupted, or PENDING if it can be left */
function untilDone(call: () => number, isSleep: boolean): number {
  for (;;) {
    const errno = call();
    if (errno === AGAIN) continue;
    if (errno !== PENDING) return errno;
    if (interrupt.isDue && !interrupt.isGiven) return ERRNO.EINTR;
    if (canBeLeft()) return PENDING;
    if (!isSleep && interrupt.atMs !== Number.POSITIVE_INFINITY && !interrupt.isGiven)
      files().sleepUntil(interrupt.atMs);
    const waited = files().wait();
    if (waited !== ERRNO.SUCCESS) return waited;
  }
}

function makePrepared({ call, isSleep }: NonNullable<typeof prepared>): number {
  const errno = untilDone(call, isSleep);
  if (errno === PENDING) return PENDING;
  prepared = undefined;
  outcome = { errno, values: [Number(register(0)), Number(register(1))] };
  return 0;
}

function lookAtChildren(): void {
  for (const pid of watched) {
    if (processes().wait(pid, false) === PENDING) continue;
    watched.delete(pid);
    ended.push({ pid, status: Number(register(1)) });
  }
}

/** Notes what is ready. @returns how many */
function lookAt(interpreter: EmscriptenModule | undefined, view: DataView, count: number): number {
  let ready = 0;
  for (let at = 0; at < count * POLLFD_BYTES; at += POLLFD_BYTES) {
    const stream = interpreter?.FS.getStream(view.getInt32(at, true));
    const wanted = view.getInt16(at + 4, true);
    const isReady = (type: number): boolean =>
      stream?.slotFd === undefined || files().poll(stream.slotFd, type) !== ERRNO.EAGAIN;
    let is: number = stream ? 0 : EVENT.invalid;
    if (wanted & EVENT.in && isReady(EVENTTYPE.fdRead)) is |= EVENT.in;
    if (wanted & EVENT.out && isReady(EVENTTYPE.fdWrite)) is |= EVENT.out;
    view.setInt16(at + 6, is, true);
    if (is !== 0) ready++;
  }
  return ready;
}
