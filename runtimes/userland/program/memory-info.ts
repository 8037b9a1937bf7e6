import type { FileSystem } from "../../kernel/kernel.ts";
import { decodeUtf8 } from "../../web/encoding.ts";

/** What `/proc/meminfo` says. @returns tells an amount in KiB by its name */
export function memoryInfo(files: FileSystem): (name: string) => number {
  const text = decodeUtf8(files.readFile("/proc/meminfo"), "replace");
  return (name) => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? 0);
}
