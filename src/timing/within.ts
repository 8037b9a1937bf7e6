/**
 * Waits for work, but no longer than a limit.
 * @param late called when the limit is reached first: its value is given instead, or what it throws is thrown
 */
export async function within<Value, Late = void>(
  limitMs: number,
  work: Promise<Value>,
  late: () => Late,
): Promise<Value | Late> {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), limitMs);
  try {
    const first = await Promise.race([work.then((value) => ({ value })), promise]);
    return first === "late" ? late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until work is done, or has failed, or a limit is reached. */
export async function settledWithin(limitMs: number, work: Promise<unknown>): Promise<void> {
  await within(limitMs, Promise.allSettled([work]), () => {});
}
