import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Parses a command's arguments; a mistake is named together with what is allowed. @throws UsageError */
export function parseCommandArguments<T extends Options>(args: readonly string[], options: T) {
  const parsed = parseStrictly(args, options);
  // An unset shell variable must not turn into the current folder.
  for (const [name, value] of Object.entries(parsed.values)) {
    if (value === "") throw new UsageError(`--${name} must not be empty`);
  }
  return parsed;
}

function parseStrictly<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [first = message] = message.split(/\.\s/);
    const allowed = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(`${first} (options: ${allowed.join(", ")})`);
  }
}
