/** What a program is told that asks for something a slot has not got. */
export function absentError(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_SLOTBOX_ABSENT" });
}

/** A class that programs may look for and hold, but make nothing of. */
export function absentClass(message: string): new () => object {
  return class {
    constructor() {
      throw absentError(message);
    }
  };
}
