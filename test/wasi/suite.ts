import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const specSchema = z.object({
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  root: z.string().nullish(),
  exit_code: z.number().default(0),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
});

/** A program of the suite, and what it is to come to. */
export interface SuiteTest {
  readonly name: string;
  readonly wasmFile: string;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder with the files it finds in the one directory it gets, as {@link SUITE_PREOPEN}. */
  readonly root: string | undefined;
  readonly expected: Pick<z.infer<typeof specSchema>, "exit_code" | "stdout" | "stderr">;
}

export const SUITE_PREOPEN = "/";

export interface SuiteOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const FOLDERS = ["assemblyscript", "c", "rust"].map((language) => `tests/${language}/testsuite/wasm32-wasip1`);

/** The preview 1 tests of a checkout of https://github.com/WebAssembly/wasi-testsuite, branch prod/testsuite-base. */
export function readSuite(checkout: string): SuiteTest[] {
  return FOLDERS.flatMap((path) => {
    const folder = join(checkout, path);
    const files = readdirSync(folder).filter((file) => file.endsWith(".wasm"));
    return files.sort().map((file) => readTest(folder, path, file));
  });
}

function readTest(folder: string, path: string, file: string): SuiteTest {
  const name = file.slice(0, -".wasm".length);
  const { args, env, root, ...expected } = specSchema.parse(readSpec(join(folder, `${name}.json`)));
  return {
    name: `${path}/${name}`,
    wasmFile: join(folder, file),
    args: [file, ...args],
    env,
    root: root ? join(folder, root) : undefined,
    expected,
  };
}

function readSpec(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

/** @returns what is not as it should be, if anything is */
export function differenceFrom({ expected }: SuiteTest, outcome: SuiteOutcome): string | undefined {
  const { exitCode, stdout, stderr } = outcome;
  if (exitCode !== expected.exit_code)
    return `exit code ${exitCode}, not ${expected.exit_code}: ${stderr.trim().slice(0, 400)}`;
  if (expected.stdout !== undefined && stdout !== expected.stdout) return `stdout ${stdout}`;
  if (expected.stderr !== undefined && stderr !== expected.stderr) return `stderr ${stderr}`;
  return undefined;
}
