import { UsageError } from "./usage.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, "": 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `30s`, `2m`, `1h`, or a number of seconds, in milliseconds. @throws UsageError */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
  const ms = match ? Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? 0) : 0;
  if (ms > 0) return ms;
  throw new UsageError(`not a time: "${text}" (allowed: 500ms, 30s, 2m, 1h, or a number of seconds; more than 0)`);
}
