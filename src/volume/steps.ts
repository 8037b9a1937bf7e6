/** What a step does of a thing of which there may be many: some tens of microseconds' worth. */
const ITEMS_PER_STEP = 32;

/** Work that can be left and taken up again where it yields. */
export type Steps<Result = void> = Generator<void, Result, void>;

/** Does something with each item, some of them a step. */
export function* stepping<Item>(items: Iterable<Item>, each: (item: Item) => void): Steps {
  let count = 0;
  for (const item of items) {
    each(item);
    if (++count % ITEMS_PER_STEP === 0) yield;
  }
}

/** Takes all the steps that are left. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
