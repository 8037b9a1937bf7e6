import { ERRNO, EVENTTYPE } from "../abi/preview1.ts";
import { PENDING } from "../abi/program-files.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { files } from "./host.ts";
import { interrupt } from "./interrupt.ts";
import { canBeLeft } from "./suspension.ts";

/* poll(2), by which Python sleeps as well. */

const POLLFD_BYTES = 8;
const EVENT = { in: 1, out: 4, invalid: 32 } as const;

let module: EmscriptenModule | undefined;
/** When the call ends that waits, in milliseconds since the epoch. It is made again each time it has waited. */
let endMs: number | undefined;

/** To be called when the interpreter is up. */
export function providePoll(interpreter: EmscriptenModule): void {
  module = interpreter;
}

/** Lets the next call of `poll` end at a time of its own, which milliseconds are too coarse for. */
export function sleepUntil(timeMs: number): void {
  endMs = timeMs;
}

/** @returns how many are ready, a negative errno, or PENDING */
export function poll(descriptors: number, count: number, timeoutMs: number): number {
  if (!module) return -ERRNO.EINVAL;
  const view = new DataView(module.HEAPU8.buffer, descriptors >>> 0, count * POLLFD_BYTES);
  endMs ??= timeoutMs < 0 ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  const untilMs = Math.min(endMs, interrupt.atMs);
  for (;;) {
    const ready = lookAt(module, view, count);
    if (ready > 0 || timeoutMs === 0 || untilMs <= Date.now()) return answer(ready);
    const errno = files().sleepUntil(untilMs);
    if (errno === ERRNO.SUCCESS) continue;
    if (errno !== PENDING) return answer(-errno);
    if (canBeLeft()) return PENDING;
    const waited = files().wait();
    if (waited !== ERRNO.SUCCESS) return answer(-waited);
  }
}

function answer(result: number): number {
  endMs = undefined;
  return result;
}

/** Notes what is ready. @returns how many */
function lookAt({ FS }: EmscriptenModule, view: DataView, count: number): number {
  let ready = 0;
  for (let at = 0; at < count * POLLFD_BYTES; at += POLLFD_BYTES) {
    const stream = FS.getStream(view.getInt32(at, true));
    const wanted = view.getInt16(at + 4, true);
    const isUnready = stream?.slotFd !== undefined && files().poll(stream.slotFd, EVENTTYPE.fdRead) === ERRNO.EAGAIN;
    const is = stream ? EVENT.out | (isUnready ? 0 : EVENT.in) : EVENT.invalid;
    const found = is & (wanted | EVENT.invalid);
    view.setInt16(at + 6, found, true);
    if (found !== 0) ready++;
  }
  return ready;
}
