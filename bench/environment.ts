import { existsSync, readFileSync } from "node:fs";
import os from "node:os";

export interface Environment {
  readonly date: string;
  readonly machine: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** The system's load over the minute before the run: what else the machine was doing. */
  readonly loadAverage: number;
  readonly versions: Readonly<Record<string, string>>;
}

export function environment(): Environment {
  return {
    date: new Date().toISOString(),
    machine: `${os.platform()} ${os.arch()}`,
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
      bashkit: versionIn("../node_modules/@everruns/bashkit/package.json"),
    },
  };
}

function versionIn(path: string): string {
  const url = new URL(path, import.meta.url);
  if (!existsSync(url)) return "missing";
  const { version } = JSON.parse(readFileSync(url, "utf8")) as { version: string };
  return version;
}
