import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("known-differences.json", import.meta.url));

/** The cases that the shell of runtimes/bash gets wrong, as `TABLE: NAME`. They may only become fewer. */
export function readKnownDifferences(): Set<string> {
  return new Set<string>(JSON.parse(readFileSync(FILE, "utf8")));
}

export function writeKnownDifferences(known: ReadonlySet<string>): void {
  writeFileSync(FILE, `${JSON.stringify([...known].sort(), null, 2)}\n`);
}
