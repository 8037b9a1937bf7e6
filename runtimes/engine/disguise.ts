type Callable = (...args: never[]) => unknown;

/** What stands in for a function of the engine's, and that function. */
const natives = new WeakMap<object, Callable>();
const { apply, defineProperty } = Reflect;
const { toString: textOf } = Function.prototype;
const nativeOf = natives.get.bind(natives);

/** To be called once, before {@link disguise}: a replacement's text is its original's from then on. */
export function disguiseFunctions(): void {
  const own = {
    toString(this: object): string {
      return apply(textOf, (typeof this === "function" && nativeOf(this)) || this, []);
    },
  };
  disguise(own.toString, textOf);
  defineProperty(Function.prototype, "toString", { value: own.toString });
}

/** Gives a replacement the looks of the function it stands for. */
export function disguise(replacement: Callable, native: Callable): void {
  for (const name of ["name", "length"] as const) defineProperty(replacement, name, { value: native[name] });
  natives.set(replacement, native);
}
