const NAME = /^slot_(0|[1-9]\d{0,8})$/;
const MAX_SHOWN_CHARS = 100;

export function slotName(slot: number): string {
  return `slot_${slot}`;
}

/** @returns nothing for what is not a name of one of the first `count` slots */
export function slotOf(name: unknown, count: number): number | undefined {
  const slot = typeof name === "string" ? Number(NAME.exec(name)?.[1] ?? Number.NaN) : Number.NaN;
  return slot < count ? slot : undefined;
}

export function unknownSlot(name: unknown): string {
  return `Unknown slot: ${typeof name === "string" ? name.slice(0, MAX_SHOWN_CHARS) : "None"}`;
}

export function isUnknownSlot(error: string): boolean {
  return error.startsWith("Unknown slot: ");
}
