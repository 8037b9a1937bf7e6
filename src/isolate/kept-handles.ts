import v8 from "node:v8";
import ivm from "isolated-vm";

/*
 * When V8 is marking as a thread ends, it finishes the collection, after isolated-vm has left that thread. Any of
 * isolated-vm's wrapper objects (isolates, contexts, references, callbacks, copies, the module itself) found to be
 * garbage then trips an assertion of isolated-vm's which aborts the whole process. So all of them stay reachable from
 * a root that outlives the thread's JavaScript, and leave it only for a collection of our choosing.
 */

/** A reference roots what it refers to, here itself included. */
const root = new Set<object>([ivm]);
root.add(new ivm.Reference(root));

/** Groups to wait for a pause of work, some kilobytes each, until they are collected at once. */
const COLLECT_AT = 1024;

/** Groups whose owner is done with them. */
const discarded = new Set<object[]>();
root.add(discarded);

/** The wrapper objects of one owner. */
export class KeptHandles {
  readonly #handles: object[] = [];

  constructor() {
    root.add(this.#handles);
  }

  keep<T extends object>(handle: T): T {
    this.#handles.push(handle);
    return handle;
  }

  /** To be called once, when none of the handles will be used again. */
  discard(): void {
    root.delete(this.#handles);
    bury(this.#handles);
  }
}

/** To be called with each error isolated-vm throws: behind its stack there is a wrapper object, too. */
export function keepError(error: unknown): void {
  if (typeof error === "object" && error !== null) bury([error]);
}

function bury(handles: object[]): void {
  discarded.add(handles);
  if (discarded.size >= COLLECT_AT) collectDiscardedHandles();
}

/** Groups that {@link collectDiscardedHandles} would free; each costs some kilobytes. */
export function discardedHandleGroups(): number {
  return discarded.size;
}

class NeverConstructed {}

/** Frees what was discarded by a full collection of this thread's heap (milliseconds). */
export function collectDiscardedHandles(): void {
  discarded.clear();
  // Documented to count what is alive, it collects all garbage first, without a flag that guests would see.
  v8.queryObjects(NeverConstructed, { format: "count" });
}
