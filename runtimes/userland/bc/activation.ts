import { type Decimal, ZERO } from "../decimal/decimal.ts";
import type { BcFunction, Parameter } from "./instruction.ts";
import type { ProgramNames } from "./names.ts";
import type { Elements, Stored } from "./stored.ts";

/** Arguments that a function doesn't take. */
export class ArgumentMismatch extends Error {
  /** Which argument it was found at. */
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

/**
 * Gives a function its parameters and its own variables.
 * @param args numbers; of an array, its number
 * @param isArray which of them are arrays
 * @throws ArgumentMismatch
 */
export function enter(
  { parameters, autos }: BcFunction,
  args: readonly Decimal[],
  isArray: readonly boolean[],
  stored: Stored,
  names: ProgramNames,
): void {
  const given = parameters.map((parameter, index): Decimal | Elements => {
    const arg = args[index];
    if (arg === undefined) throw new ArgumentMismatch("Parameter number mismatch", index);
    if (parameter.isArray !== isArray[index])
      throw new ArgumentMismatch(`Parameter type mismatch${nameOf(parameter, names)}.`, index);
    if (!parameter.isArray) return arg;
    const elements = stored.array(Number(arg.digits));
    return parameter.isShared ? elements : new Map(elements);
  });
  if (args.length > parameters.length) throw new ArgumentMismatch("Parameter number mismatch", parameters.length);
  for (const [index, { number }] of parameters.entries()) {
    const value = given[index];
    if (value instanceof Map) stored.hideArray(number, value);
    else stored.hide(number, value ?? ZERO);
  }
  for (const { number, isArray: isWhole } of autos) {
    if (isWhole) stored.hideArray(number, new Map());
    else stored.hide(number, ZERO);
  }
}

/** Gives the callers of a function theirs back. */
export function leave({ parameters, autos }: BcFunction, stored: Stored): void {
  for (const { number, isArray } of [...parameters, ...autos]) {
    if (isArray) stored.showArray(number);
    else stored.show(number);
  }
}

function nameOf({ number, isArray }: Parameter, { arrays, variables }: ProgramNames): string {
  return isArray ? ` parameter ${arrays.nameOf(number)}` : `, parameter ${variables.nameOf(number)}`;
}
