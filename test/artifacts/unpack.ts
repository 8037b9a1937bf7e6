import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { ArtifactArchive } from "../../src/api/artifacts.ts";

const scratch = mkdtempSync(join(tmpdir(), "slotbox-archive-"));

export function scratchFolder(): string {
  return mkdtempSync(join(scratch, "out-"));
}

export function removeScratch(): void {
  rmSync(scratch, { recursive: true });
}

/** Unpacked by the system's tar: contents by name. */
export function unpack({ content }: ArtifactArchive): Map<string, Buffer> {
  const folder = scratchFolder();
  const file = join(scratch, "archive.tar.gz");
  writeFileSync(file, Buffer.from(content, "base64"));
  execFileSync("tar", ["-xzf", file, "-C", folder], { env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" } });
  const found = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path.slice(folder.length + 1), readFileSync(path));
    else expect(entry.isDirectory()).toBe(true);
  }
  return found;
}

export function namesIn({ content }: ArtifactArchive): string[] {
  const listed = execFileSync("tar", ["-tzf", "-", "--quoting-style=literal"], {
    input: Buffer.from(content, "base64"),
  });
  return listed.toString("utf8").split("\n").slice(0, -1);
}
