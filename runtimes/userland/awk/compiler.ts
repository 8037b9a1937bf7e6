import type { AwkArray, Held } from "./array.ts";
import type { Code } from "./code.ts";
import type { UserFunction } from "./functions.ts";
import type { MainInput } from "./main-input.ts";
import type { Place } from "./places.ts";
import type { Runtime } from "./runtime.ts";
import type { ArrayNode, Expression, Target } from "./tree.ts";
import type { Value } from "./values.ts";

/** What all parts of a program are compiled with. */
export interface Environment {
  readonly runtime: Runtime;
  readonly input: MainInput;
  readonly functions: ReadonlyMap<string, UserFunction>;
  /** The value of the last `return`. */
  returned: Value;
}

/** Makes functions of expressions, of a value or of what it counts as. */
export interface Compiler {
  readonly environment: Environment;
  readonly runtime: Runtime;
  value(node: Expression): Code<Value>;
  number(node: Expression): Code<number>;
  text(node: Expression): Code<string>;
  test(node: Expression): Code<boolean>;
  place(node: Target): Place;
  /** An array; what is nothing yet becomes one. */
  array(node: ArrayNode): Code<AwkArray>;
  /** Whatever a variable or an element holds, an array as well. */
  held(node: Expression): Code<Held>;
  /** The text of a regular expression: one between slashes isn't matched with the record here. */
  regexSource(node: Expression): Code<string>;
  key(subscripts: readonly Expression[]): Code<string>;
}
