import { ERRNO, EVENTTYPE } from "../abi/preview1.ts";
import { PENDING, type ProgramFiles } from "../abi/program-files.ts";
import type { ProgramMemory } from "./program-memory.ts";

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const FLAGS_ABSTIME = 1;

export const NS_PER_MS = 1_000_000;
/** `clockid`s: realtime, monotonic, and the CPU times of the process and the thread. */
export const CLOCKS = 4;

export interface PollContext {
  readonly memory: ProgramMemory;
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  /** What the monotonic clock counts from. */
  readonly startedAtMs: number;
  /** When the program called. It is called again after it has waited. */
  readonly calledAtMs: number;
}

/** Waits for the first of the clocks and of the streams. Files are always ready. */
export function pollOneoff(
  { memory, files, registers, startedAtMs, calledAtMs }: PollContext,
  input: number,
  output: number,
  subscriptions: number,
  result: number,
): number {
  const total = subscriptions >>> 0;
  if (total === 0) return ERRNO.EINVAL;
  let events = 0;
  const event = (subscription: number, errno: number, type: number, available: number): void => {
    const at = output + events++ * EVENT_BYTES;
    memory.clear(at, EVENT_BYTES);
    memory.setU64(at, memory.u64(subscription));
    memory.setU16(at + 8, errno);
    memory.setU8(at + 10, type);
    memory.setU64(at + 16, BigInt(available));
  };
  /** Whether a stream of them has nothing to read yet. */
  let isWaitedFor = false;
  const timers: { subscription: number; dueMs: number; errno: number }[] = [];
  for (let i = 0; i < total; i++) {
    const subscription = input + i * SUBSCRIPTION_BYTES;
    const type = memory.u8(subscription + 8);
    if (type === EVENTTYPE.clock) {
      const clock = memory.u32(subscription + 16);
      const timeoutMs = Number(memory.u64(subscription + 24)) / NS_PER_MS;
      const isAbsolute = (memory.u16(subscription + 40) & FLAGS_ABSTIME) !== 0;
      const baseMs = isAbsolute ? (clock === 0 ? 0 : startedAtMs) : calledAtMs;
      timers.push({ subscription, dueMs: baseMs + timeoutMs, errno: clock < CLOCKS ? ERRNO.SUCCESS : ERRNO.EINVAL });
    } else if (type === EVENTTYPE.fdRead || type === EVENTTYPE.fdWrite) {
      const errno = files.poll(memory.u32(subscription + 16), type);
      if (errno === ERRNO.EAGAIN) isWaitedFor = true;
      else event(subscription, errno, type, errno === ERRNO.SUCCESS ? Number(registers[0] ?? 0n) : 0);
    } else return ERRNO.EINVAL;
  }
  if (events === 0) {
    const errno = files.sleepUntil(
      timers.reduce(
        (next, { errno, dueMs }) => Math.min(next, errno === ERRNO.SUCCESS ? dueMs : 0),
        Number.POSITIVE_INFINITY,
      ),
    );
    if (errno === PENDING) return PENDING;
    // What is ready now is seen by the next call.
    if (isWaitedFor && timers.every(({ dueMs }) => dueMs > Date.now())) return PENDING;
  }
  const now = Date.now();
  for (const { subscription, dueMs, errno } of timers)
    if (errno !== ERRNO.SUCCESS || dueMs <= now) event(subscription, errno, EVENTTYPE.clock, 0);
  memory.setU32(result, events);
  return ERRNO.SUCCESS;
}
