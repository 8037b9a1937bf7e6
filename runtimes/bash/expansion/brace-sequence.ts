const MAX_INTEGER = 2n ** 63n - 1n;

/** `1..5`, `05..1..2`, `a..e`. @returns nothing if it is none of these, or has more than `max` members */
export function braceSequence(inner: string, max: number): string[] | undefined {
  const numbers = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/.exec(inner);
  const letters = numbers ? null : /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([-+]?\d+))?$/.exec(inner);
  const [, from, to, by = "1"] = numbers ?? letters ?? [];
  if (from === undefined || to === undefined) return undefined;
  const start = numbers ? BigInt(from.replace("+", "")) : BigInt(from.charCodeAt(0));
  const end = numbers ? BigInt(to.replace("+", "")) : BigInt(to.charCodeAt(0));
  const step = size(BigInt(by.replace("+", ""))) || 1n;
  if ([start, end, step].some((value) => size(value) > MAX_INTEGER)) return undefined;
  const count = size(end - start) / step + 1n;
  if (count > max) return undefined;
  const width = numbers && (isPadded(from) || isPadded(to)) ? Math.max(from.length, to.length) : 0;
  const results: string[] = [];
  let value = start;
  for (let left = Number(count); left > 0; left--) {
    results.push(numbers ? padded(value, width) : character(Number(value)));
    value += start <= end ? step : -step;
  }
  return results;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function isPadded(number: string): boolean {
  return /^[-+]?0\d/.test(number);
}

function padded(value: bigint, width: number): string {
  return value < 0n ? `-${String(-value).padStart(width - 1, "0")}` : String(value).padStart(width, "0");
}

/** What stands between `Z` and `a` is no letter, and must not be taken for a quote. */
function character(code: number): string {
  const text = String.fromCharCode(code);
  return /[[\]^_`]/.test(text) ? `\\${text}` : text === "\\" ? "" : text;
}
