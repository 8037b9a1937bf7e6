/** `1..5`, `05..1..2`, `a..e`. @returns nothing if it is none of these, or has more than `max` members */
export function braceSequence(inner: string, max: number): string[] | undefined {
  const numbers = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/.exec(inner);
  const letters = numbers ? null : /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([-+]?\d+))?$/.exec(inner);
  const [, from, to, by] = numbers ?? letters ?? [];
  if (from === undefined || to === undefined) return undefined;
  const start = numbers ? Number(from) : from.charCodeAt(0);
  const end = numbers ? Number(to) : to.charCodeAt(0);
  const step = Math.abs(Number(by ?? 1)) || 1;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || !Number.isSafeInteger(step)) return undefined;
  if (Math.floor(Math.abs(end - start) / step) >= max) return undefined;
  const width = numbers && (isPadded(from) || isPadded(to)) ? Math.max(from.length, to.length) : 0;
  const results: string[] = [];
  for (let value = start; start <= end ? value <= end : value >= end; value += start <= end ? step : -step)
    results.push(numbers ? padded(value, width) : character(value));
  return results;
}

function isPadded(number: string): boolean {
  return /^[-+]?0\d/.test(number);
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, "0")}` : String(value).padStart(width, "0");
}

/** What stands between `Z` and `a` is no letter, and must not be taken for a quote. */
function character(code: number): string {
  const text = String.fromCharCode(code);
  return /[[\]^_`]/.test(text) ? `\\${text}` : text === "\\" ? "" : text;
}
