/** What a program is told that asks for something a slot has not got. */
export function absentError(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_SLOTBOX_ABSENT" });
}

/** Programs may hold it, and even look for it, but not make one. */
export function absentClass(message: string): new () => object {
  return class {
    constructor() {
      throw absentError(message);
    }
  };
}
