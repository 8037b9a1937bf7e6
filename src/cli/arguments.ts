import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./errors.ts";

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

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, "": 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `30s`, `2m`, `1h`, or a number of seconds, in milliseconds. @throws UsageError */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
  const ms = match ? Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? 0) : 0;
  if (ms > 0) return ms;
  throw new UsageError(`not a time: "${text}" (allowed: 500ms, 30s, 2m, 1h, or a number of seconds; more than 0)`);
}

/** What workers are. @throws UsageError */
export function parseIsolation(text: string): "thread" | "process" {
  if (text === "thread" || text === "process") return text;
  throw new UsageError(`--isolation takes thread or process (got "${text}")`);
}
