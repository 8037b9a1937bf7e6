import { AwkArray, type Held } from "./array.ts";
import { AwkError } from "./awk-error.ts";
import type { UserFunction } from "./functions.ts";
import { numberAtStart } from "./numbers.ts";
import type { Runtime } from "./runtime.ts";
import { compareTexts, isNumeric, toNumber, type Value } from "./values.ts";

type Entry = readonly [key: string, held: Held];
type Order = (a: Entry, b: Entry) => number;

/** The orders that `PROCINFO["sorted_in"]` and `asort` know by name. @throws AwkError */
export function compareForSort(name: string, environment: SortEnvironment): Order {
  const { runtime } = environment;
  const callee = environment.functions.get(name);
  if (callee) return orderByFunction(environment, callee);
  const match = /^@(ind|val)_(str|num|type)_(asc|desc)$/.exec(name);
  if (!match || (match[1] === "ind" && match[2] === "type"))
    throw new AwkError(`sort comparison function \`${name}' is not supported`);
  const [, of, by, direction] = match;
  const order = of === "ind" ? orderOfKeys(by === "num") : orderOfValues(by ?? "", runtime);
  return direction === "asc" ? order : (a, b) => order(b, a);
}

interface SortEnvironment {
  readonly runtime: Runtime;
  readonly functions: ReadonlyMap<string, UserFunction>;
  returned: Value;
}

/** A function of the program compares: it is given both keys and values. @throws AwkError if it has to wait for anything */
function orderByFunction(environment: SortEnvironment, { node, body }: UserFunction): Order {
  if (!body || body.waits)
    throw new AwkError(`sort comparison function \`${node.name}' may not contain loops or reads`);
  const { run } = body;
  return (a, b) => {
    const frame: Held[] = [a[0], a[1], b[0], b[1]];
    while (frame.length < node.parameters.length) frame.push(undefined);
    run(frame);
    const order = toNumber(environment.returned);
    environment.returned = undefined;
    return order;
  };
}

function orderOfKeys(isNumeric: boolean): Order {
  if (!isNumeric) return ([a], [b]) => compareTexts(a, b);
  return ([a], [b]) => numberAtStart(a) - numberAtStart(b) || compareTexts(a, b);
}

function orderOfValues(by: string, runtime: Runtime): Order {
  const fallback = orderOfKeys(false);
  return (a, b) => {
    const [left, right] = [a[1], b[1]];
    if (left instanceof AwkArray || right instanceof AwkArray)
      return Number(left instanceof AwkArray) - Number(right instanceof AwkArray) || fallback(a, b);
    return compareBy(by, left, right, runtime) || fallback(a, b);
  };
}

function compareBy(by: string, left: Value, right: Value, runtime: Runtime): number {
  if (by === "num") return toNumber(left) - toNumber(right) || compareTexts(runtime.text(left), runtime.text(right));
  if (by === "str") return compareTexts(runtime.text(left), runtime.text(right));
  const [isLeft, isRight] = [isNumeric(left), isNumeric(right)];
  if (isLeft && isRight) return toNumber(left) - toNumber(right);
  if (isLeft !== isRight) return isLeft ? -1 : 1;
  return compareTexts(runtime.text(left), runtime.text(right));
}
