const NOT_FOUND = -1;

/** Where a search begins: offsets count from the end if they are negative. */
function begin(offset: number, length: number, needle: number, forward: boolean): number {
  let at = offset < 0 ? offset + length : offset;
  if (at < 0) {
    if (!forward) return NOT_FOUND;
    at = 0;
  }
  if (at > length - needle) {
    if (forward) return needle === 0 ? Math.min(at, length) : NOT_FOUND;
    at = length - needle;
  }
  return at;
}

/** @param unit bytes a character: what is found begins at a multiple of it */
export function findBytes(
  bytes: Uint8Array,
  needle: Uint8Array,
  offset: number,
  forward: boolean,
  unit: number,
  end?: number,
): number {
  const limit = end === undefined ? bytes.length : Math.min(end, bytes.length);
  const step = forward ? 1 : -1;
  let at = begin(offset, limit, needle.length, forward);
  if (at === NOT_FOUND || needle.length === 0) return at;
  for (; at >= 0 && at + needle.length <= limit; at += step) {
    if (at % unit === 0 && matches(bytes, needle, at)) return at;
  }
  return NOT_FOUND;
}

function matches(bytes: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

export function findNumber(bytes: Uint8Array, value: number, offset: number, forward: boolean, end?: number): number {
  const limit = end === undefined ? bytes.length : Math.min(end, bytes.length);
  const at = begin(offset, limit, 1, forward);
  if (at === NOT_FOUND) return NOT_FOUND;
  const part = bytes.subarray(0, limit);
  return forward ? part.indexOf(value & 255, at) : part.lastIndexOf(value & 255, at);
}
