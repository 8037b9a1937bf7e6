import { readFileSync } from "node:fs";
import os from "node:os";

export interface Environment {
  readonly date: string;
  readonly machine: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Of the last minute, at the start: what else the machine was at. */
  readonly loadAverage: number;
  readonly versions: Readonly<Record<string, string>>;
}

export function environment(): Environment {
  return {
    date: new Date().toISOString(),
    machine: `${os.platform()} ${os.arch()} ${os.release()}`,
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    loadAverage: os.loadavg()[0] ?? Number.NaN,
    versions: {
      slotbox: versionIn("../package.json"),
      node: process.versions.node,
      v8: process.versions.v8,
      "isolated-vm": versionIn("../node_modules/isolated-vm/package.json"),
      memfs: versionIn("../node_modules/memfs/package.json"),
      "just-bash": versionIn("../node_modules/just-bash/package.json"),
    },
  };
}

function versionIn(path: string): string {
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version: string };
  return version;
}
