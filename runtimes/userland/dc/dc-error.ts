/** A step that can't be done. What it needed of the stack is there still, and the next step follows. */
export class DcError extends Error {}
