const AMOUNTS_KIB = [
  "MemTotal",
  "MemFree",
  "MemAvailable",
  "Buffers",
  "Cached",
  "SwapCached",
  "SwapTotal",
  "SwapFree",
  "Shmem",
  "SReclaimable",
  "CommitLimit",
  "Committed_AS",
] as const;
const WHOLE: ReadonlySet<string> = new Set(["MemTotal", "MemFree", "MemAvailable", "CommitLimit"]);

/** What `/proc/meminfo` says: a slot has the memory that its limit allows, and what of it is in use is not known inside. */
export function memoryInfo(memoryMiB: number): string {
  return AMOUNTS_KIB.map((name) => {
    const amountKiB = WHOLE.has(name) ? memoryMiB * 1024 : 0;
    return `${`${name}:`.padEnd(16)}${String(amountKiB).padStart(8)} kB\n`;
  }).join("");
}
