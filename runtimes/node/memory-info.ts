import { readText } from "./file-access.ts";

/* What the slot says of its memory: the same for all that is in it. */

const BYTES_PER_KIB = 1024;

export function totalMemoryBytes(): number {
  return amount("MemTotal");
}

export function availableMemoryBytes(): number {
  return amount("MemAvailable");
}

function amount(name: string): number {
  const text = readText("/proc/meminfo") ?? "";
  const [, kibibytes = "0"] = new RegExp(`^${name}: +([0-9]+) kB$`, "m").exec(text) ?? [];
  return Number(kibibytes) * BYTES_PER_KIB;
}
