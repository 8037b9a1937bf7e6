import { AwkArray } from "./array.ts";
import { AwkError } from "./awk-error.ts";
import { both, type Code, map, plain, stepsOf, waiting } from "./code.ts";
import type { Runtime } from "./runtime.ts";
import type { Value } from "./values.ts";
import type { Cell } from "./variables.ts";

/** Something that can be assigned to. */
export interface Place {
  readonly get: Code<Value>;
  /** Puts a value there, which is computed before the place. */
  set(value: Code<Value>): Code<Value>;
  /** Puts there what is made of what was there and of a value. @returns what is put there, or what was */
  update<V>(value: Code<V>, change: (old: Value, value: V) => Value, gives: "new" | "old"): Code<Value>;
}

export function globalPlace(runtime: Runtime, cell: Cell, name: string): Place {
  const get = (): Value => {
    const held = cell.value;
    if (held instanceof AwkArray) return runtime.scalar(held, name);
    if (held === undefined && runtime.lint) runtime.doubt(`reference to uninitialized variable \`${name}'`);
    return held;
  };
  const set = (value: Value): Value => {
    if (cell.value instanceof AwkArray) runtime.scalar(cell.value, name);
    cell.value = value;
    return value;
  };
  return placeOf(get, set);
}

export function localPlace(runtime: Runtime, index: number, name: string): Place {
  return {
    get: plain((frame) => runtime.scalar(frame[index], name)),
    set: (value) =>
      withFrame(value, (result, frame) => {
        runtime.scalar(frame[index], name);
        frame[index] = result;
        return result;
      }),
    update: (value, change, gives) =>
      withFrame(value, (operand, frame) => {
        const old = runtime.scalar(frame[index], name);
        const result = change(old, operand);
        frame[index] = result;
        return gives === "new" ? result : old;
      }),
  };
}

function withFrame<A>(code: Code<A>, apply: (value: A, frame: (Value | AwkArray)[]) => Value): Code<Value> {
  if (code.waits)
    return waiting(function* (frame) {
      return apply(yield* code.run(frame), frame);
    });
  const { run } = code;
  return plain((frame) => apply(run(frame), frame));
}

function placeOf(get: () => Value, set: (value: Value) => Value): Place {
  return {
    get: plain(get),
    set: (value) => map(value, set),
    update: (value, change, gives) =>
      map(value, (operand) => {
        const old = get();
        const result = change(old, operand);
        set(result);
        return gives === "new" ? result : old;
      }),
  };
}

export function fieldPlace({ fields }: Runtime, index: Code<number>): Place {
  return {
    get: map(index, (at) => fields.get(at)),
    set: (value) =>
      both(value, index, (result, at) => {
        fields.set(at, result);
        return result;
      }),
    update: (value, change, gives) =>
      both(value, index, (operand, at) => {
        const old = fields.get(at);
        const result = change(old, operand);
        fields.set(at, result);
        return gives === "new" ? result : old;
      }),
  };
}

export function elementPlace(array: Code<AwkArray>, key: Code<string>): Place {
  return {
    get: both(array, key, (elements, at) => scalarAt(elements, at)),
    set: (value) =>
      three(value, array, key, (result, elements, at) => {
        if (elements.peek(at) instanceof AwkArray) scalarAt(elements, at);
        elements.set(at, result);
        return result;
      }),
    update: (value, change, gives) =>
      three(value, array, key, (operand, elements, at) => {
        const old = scalarAt(elements, at);
        const result = change(old, operand);
        elements.set(at, result);
        return gives === "new" ? result : old;
      }),
  };
}

function scalarAt(array: AwkArray, key: string): Value {
  const held = array.get(key);
  if (held instanceof AwkArray) throw new AwkError(`attempt to use array \`["${key}"]' in a scalar context`);
  return held;
}

function three<A, B, C, T>(a: Code<A>, b: Code<B>, c: Code<C>, apply: (a: A, b: B, c: C) => T): Code<T> {
  if (a.waits || b.waits || c.waits)
    return waiting(function* (frame) {
      const first = yield* stepsOf(a, frame);
      const second = yield* stepsOf(b, frame);
      return apply(first, second, yield* stepsOf(c, frame));
    });
  const [runA, runB, runC] = [a.run, b.run, c.run];
  return plain((frame) => {
    const first = runA(frame);
    const second = runB(frame);
    return apply(first, second, runC(frame));
  });
}
