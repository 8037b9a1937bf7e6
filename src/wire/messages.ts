export interface WireCall {
  readonly slot: number;
  readonly timeoutMs: number;
  /** The request, in the wire format. */
  readonly json: string;
  /** By which its caller gives it up. */
  readonly signal?: AbortSignal | undefined;
}

/** Splits calls, in their order, into messages a server takes; a call that alone is too large is sent all the same. */
export function* inMessages(calls: readonly WireCall[], maxCalls: number, maxBytes: number): Generator<WireCall[]> {
  let message: WireCall[] = [];
  let bytes = 0;
  for (const call of calls) {
    // A further call adds a comma; the brackets were counted with the first.
    const callBytes = Buffer.byteLength(call.json) + 2;
    if (message.length > 0 && (message.length >= maxCalls || bytes + callBytes > maxBytes)) {
      yield message;
      message = [];
      bytes = 0;
    }
    message.push(call);
    bytes += callBytes;
  }
  if (message.length > 0) yield message;
}

/** The longest that calls can take which are alone on a server: one slot's come one after the other. */
export function waitMs(calls: readonly WireCall[], workers: number): number {
  const bySlot = new Map<number, number>();
  let allMs = 0;
  for (const { slot, timeoutMs } of calls) {
    bySlot.set(slot, (bySlot.get(slot) ?? 0) + timeoutMs);
    allMs += timeoutMs;
  }
  return Math.max(allMs / workers, ...bySlot.values());
}
