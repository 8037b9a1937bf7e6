import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What a script prints and how it ends. Texts are UTF-8 in which a lone surrogate U+DC80 … U+DCFF is a byte 80 … FF of
 * something else.
 */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code, or 128 and the number of the signal that ended the shell. */
  readonly status: number;
}

/** What is run: by `bash -c`, in an empty folder with the name `/workspace`. */
export interface Script {
  readonly name: string;
  /** Files that are there before: their contents by their paths in the folder. */
  readonly setup?: Readonly<Record<string, string>>;
  readonly script: string;
  /** @default nothing: it ends at once */
  readonly stdin?: string;
}

/** A script, and what bash 5.2 made of it. */
export interface Case extends Script, Printed {}

/** The environment, which is the whole of it, on every subject. */
export const ENVIRONMENT = { HOME: "/workspace", LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin", TZ: "UTC" } as const;

const FOLDER = fileURLToPath(new URL("cases/", import.meta.url));

/** The subjects that there are tables of. */
export const TABLES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => basename(name, ".json"))
  .sort();

export function readTable(table: string): Case[] {
  return JSON.parse(readFileSync(`${FOLDER}${table}.json`, "utf8"));
}

/** Members are written in one order, so that recording again changes nothing that hasn't changed. */
export function writeTable(table: string, cases: readonly Case[]): void {
  const rows = cases.map(({ name, setup, script, stdin, stdout, stderr, status }) => ({
    name,
    setup,
    script,
    stdin,
    stdout,
    stderr,
    status,
  }));
  writeFileSync(`${FOLDER}${table}.json`, `${JSON.stringify(rows, null, 2)}\n`);
}

/** The streams a case differs in; none if it is the same. */
export function differences(expected: Printed, printed: Printed): (keyof Printed)[] {
  return (["stdout", "stderr", "status"] as const).filter((stream) => expected[stream] !== printed[stream]);
}
