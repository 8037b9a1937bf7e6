const UNIT_SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads an interval of `sleep` and `timeout`: a number and perhaps a unit. @returns milliseconds, nothing for another text */
export function parseIntervalMs(text: string): number | undefined {
  const [, amount, unit = ""] = /^\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)([smhd]?)$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const seconds = /^inf/i.test(amount) ? Number.POSITIVE_INFINITY : Number(amount);
  return Math.min(Number.MAX_SAFE_INTEGER / 2, seconds * 1000 * (UNIT_SECONDS[unit] ?? 1));
}
