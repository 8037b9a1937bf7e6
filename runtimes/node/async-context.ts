/*
 * What AsyncLocalStorage stands on. V8 would carry the frame from where a promise is waited for to where that goes on, but
 * shows it to nobody inside an isolate: so programs' `await`s and `then`s do (modules/awaits.ts).
 */

let frame: unknown;
let isWatched = false;

export function currentFrame(): unknown {
  return frame;
}

export function setFrame(value: unknown): void {
  frame = value;
  if (value === undefined || isWatched) return;
  isWatched = true;
  watchThen();
}

/** Whether a program uses it: if none does, nothing need be carried. */
export function isFrameWatched(): boolean {
  return isWatched;
}

/** Makes a function run in the frame there is at this moment. */
export function inThisFrame<Args extends unknown[], Value>(call: (...args: Args) => Value): (...args: Args) => Value {
  const own = frame;
  return function (this: unknown, ...args: Args): Value {
    const before = frame;
    frame = own;
    try {
      return Reflect.apply(call, this, args) as Value;
    } finally {
      frame = before;
    }
  };
}

function watchThen(): void {
  const { then: nativeThen } = Promise.prototype;
  const carried = (callback: unknown): unknown =>
    typeof callback === "function" ? inThisFrame(callback as (...args: unknown[]) => unknown) : callback;
  const watched = {
    // biome-ignore lint/suspicious/noThenProperty: this function stands in for Promise.prototype.then
    then(this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown): unknown {
      return Reflect.apply(nativeThen, this, [carried(onFulfilled), carried(onRejected)]);
    },
  };
  // biome-ignore lint/suspicious/noThenProperty: programs' promises are to carry the frame through `then`
  Object.defineProperty(Promise.prototype, "then", { value: watched.then, configurable: true, writable: true });
}

/** What code that awaits calls, by the names modules/awaits.ts writes. */
export const AWAITING = {
  c: currentFrame,
  s(own: unknown): void {
    frame = own;
  },
  r(own: unknown, value: unknown): unknown {
    frame = own;
    return value;
  },
};
