import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeUtf8 } from "../../../runtimes/web/encoding.ts";

/** A script and what bash 5.2 printed for it, stderr among it, and its status. */
export interface ExpansionCase {
  readonly script: string;
  readonly output: string;
  readonly status: number;
}

const CASES = new URL("cases/", import.meta.url);

export const ENVIRONMENT = { HOME: "/home/u", LC_ALL: "C.UTF-8" };

/** `show` prints each argument in angle brackets. */
const PRELUDE = `exec 2>&1; show() { printf '%s:' "$#"; [ $# = 0 ] || printf ' <%s>' "$@"; echo; }\n`;

export function caseFiles(): string[] {
  return readdirSync(CASES).filter((name) => name.endsWith(".json"));
}

export function readCases(name: string): ExpansionCase[] {
  return JSON.parse(readFileSync(new URL(name, CASES), "utf8"));
}

export function writeCases(name: string, cases: readonly ExpansionCase[]): void {
  const rows = cases.map((row) => `  ${JSON.stringify(row)}`);
  writeFileSync(new URL(name, CASES), `[\n${rows.join(",\n")}\n]\n`);
}

/** A directory with the files that the cases look for. */
export function makeFiles(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "expansion-"));
  for (const directory of ["dir", "dir/sub", "dir/sub/deep", ".hidden", "Other"]) mkdirSync(join(path, directory));
  const files = [
    "a",
    "b",
    "ab",
    "a b",
    "A",
    "é",
    "x*y",
    "[q]",
    "-dash",
    ".dot",
    "c.txt",
    "d.txt",
    "dir/one",
    "dir/.two",
    "dir/sub/c.txt",
    "dir/sub/deep/end",
  ];
  for (const file of files) writeFileSync(join(path, file), "");
  symlinkSync("dir", join(path, "link"));
  symlinkSync("nowhere", join(path, "dangling"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

export function runInBash(script: string, cwd: string): ExpansionCase {
  const { stdout, status } = spawnSync("bash", ["--norc", "--noprofile", "-c", PRELUDE + script], {
    cwd,
    env: { ...ENVIRONMENT, PATH: process.env["PATH"] },
  });
  const output = decodeUtf8(stdout, "escape").replace(/^bash: line \d+: /gm, "bash: line 1: ");
  return { script, output, status: status ?? -1 };
}
