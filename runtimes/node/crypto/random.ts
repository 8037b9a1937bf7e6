import { WINDOW_BYTES } from "../../abi/program-files.ts";
import { asBytes } from "../bytes.ts";
import { machine } from "../machine.ts";

export function fillRandom<Target extends ArrayBufferView | ArrayBuffer>(
  target: Target,
  offset = 0,
  size?: number,
): Target {
  const bytes = asBytes(target).subarray(offset, size === undefined ? undefined : offset + size);
  const { files, window } = machine();
  for (let at = 0; at < bytes.length; at += WINDOW_BYTES) {
    const part = bytes.subarray(at, at + WINDOW_BYTES);
    files.random(part.length);
    part.set(window.subarray(0, part.length));
  }
  return target;
}

export function randomUUID(): string {
  const bytes = fillRandom(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const RANGE = 2 ** 48;

/** A whole number from 0 to below the limit, each as likely as any other. */
export function randomBelow(limit: number): number {
  const fair = RANGE - (RANGE % limit);
  for (;;) {
    const [high = 0, low = 0] = fillRandom(new Uint32Array(2));
    const number = (high & 0xffff) * 2 ** 32 + low;
    if (number < fair) return number % limit;
  }
}

/** Math.random would otherwise draw the numbers that were seeded when the startup snapshot was made. */
export function seedMathRandom(): void {
  const pool = new Uint32Array(512);
  let used = pool.length;
  Object.defineProperty(Math, "random", {
    configurable: true,
    writable: true,
    value: function random(): number {
      if (used >= pool.length) {
        fillRandom(pool);
        used = 0;
      }
      const high = pool[used++] ?? 0;
      const low = pool[used++] ?? 0;
      return (high * 0x200000 + (low >>> 11)) / 2 ** 53;
    },
  });
}
