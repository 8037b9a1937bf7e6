/** What a program is told that asks for something a slot has not got. */
export function absentError(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_SLOTBOX_ABSENT" });
}
