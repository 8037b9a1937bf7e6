import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Files } from "./slot-node.ts";

export interface Printed {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the host's own Node over the same files, its folder's name made the slot's. */
export function hostNode(files: Files, args: readonly string[], stdin = ""): Printed {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "like-node-")));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const env = { PATH: process.env["PATH"], HOME: folder };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      input: stdin,
      encoding: "utf8",
      env,
    });
    const here = (text: string): string => text.replaceAll(folder, "/workspace");
    return { exitCode: status, stdout: here(stdout), stderr: here(stderr) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without what tells Node's own code from ours: the lines of its library, and what a stack has of them. */
export function comparable({ exitCode, stdout, stderr }: Printed): Printed {
  const plain = (text: string): string =>
    text
      .replace(/^\(node:\d+\)/gm, "(node:2)")
      .replaceAll(process.execPath, "/usr/bin/node")
      .replace(/^node:\S+:\d+\n.*\n\s*\^+\n\n/gm, "")
      .replace(/^\s+at .*(?:\(node:.*\)|node:\S+:\d+:\d+|\[eval\]-wrapper.*)( \{)?$\n?/gm, "$1")
      .replace(/\n \{\n/g, " {\n");
  return { exitCode, stdout: plain(stdout), stderr: plain(stderr) };
}
