import { type Option, UsageError } from "../program/options.ts";
import { OPTIONS } from "./options.ts";
import { FAILED } from "./report.ts";

const VALUES: ReadonlyMap<string, boolean> = new Map(
  Object.entries<Option>(OPTIONS).flatMap(([name, { letters = "", value }]) => {
    const takesValue = value !== undefined && !value.startsWith("[");
    return [...letters, ...(name.length === 1 ? [name] : [])].map((letter) => [letter, takesValue] as const);
  }),
);

/** Rewrites `xvzf FILE` as `-x -v -z -f FILE`: the values of such letters follow in their order. @throws UsageError */
export function withOldOptions(args: readonly string[]): readonly string[] {
  const [first = "", ...rest] = args;
  if (first === "" || first.startsWith("-")) return args;
  const modern: string[] = [];
  for (const letter of first) {
    modern.push(`-${letter}`);
    if (!VALUES.get(letter)) continue;
    const value = rest.shift();
    if (value === undefined) throw new UsageError(`Old option '${letter}' requires an argument.`, FAILED);
    modern.push(value);
  }
  return [...modern, ...rest];
}
