import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { type BackendConfig, resolveConfig } from "../config.ts";
import { LIMIT_PROFILES } from "../limits.ts";
import { createBackend } from "../slotbox.ts";
import { parseCommandArguments } from "./arguments.ts";
import { BatchRun } from "./batch-run.ts";
import { parseCalls } from "./call-line.ts";
import { startProgress } from "./progress.ts";
import { BATCH_HELP, UsageError } from "./usage.ts";

const INTERRUPTED_EXIT_CODE = 130;
const DAY_MS = 86_400_000;

/** `slotbox batch`. @returns the exit code */
export async function batchCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandArguments(args, {
    out: { type: "string" },
    artifacts: { type: "string" },
    template: { type: "string" },
    workers: { type: "string" },
    hardened: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(BATCH_HELP);
    return 0;
  }
  const [source, ...rest] = positionals;
  if (source === undefined || rest.length > 0)
    throw new UsageError("batch takes one file of calls (- for standard input)");
  const config = batchConfig(values);
  const lines = await parseCalls(
    createInterface({ input: await openInput(source), crlfDelay: Number.POSITIVE_INFINITY }),
  );
  if (values.artifacts !== undefined) await mkdir(values.artifacts, { recursive: true });

  await using backend = await createBackend(config);
  const sink = values.out === undefined ? process.stdout : createWriteStream(values.out);
  const progress = startProgress(lines.length);
  const run = new BatchRun(backend, sink, values.artifacts, progress.advance);
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) process.exit(INTERRUPTED_EXIT_CODE);
    interrupted = true;
    void backend.stop();
  };
  process.on("SIGINT", interrupt);
  try {
    await run.all(lines);
  } finally {
    process.off("SIGINT", interrupt);
    progress.stop();
    await close(sink);
  }
  for (const fault of run.archiveFaults) process.stderr.write(`slotbox: no archive of ${fault}\n`);
  if (interrupted) return INTERRUPTED_EXIT_CODE;
  return run.archiveFaults.length > 0 ? 1 : 0;
}

function batchConfig(values: { workers?: string; template?: string; hardened: boolean }): BackendConfig {
  const workers = values.workers === undefined ? undefined : Number(values.workers);
  if (workers !== undefined && !(Number.isInteger(workers) && workers > 0))
    throw new UsageError(`--workers takes a number, 1 or more (got "${values.workers}")`);
  const profile = LIMIT_PROFILES[values.hardened ? "hardened" : "default"];
  const config = {
    workers,
    template: values.template,
    acquireTimeoutMs: DAY_MS,
    // Kept workspaces are to be whole.
    limits: { ...profile, maxArtifactBytes: profile.maxWorkspaceBytes * 2, maxArtifactEntries: profile.maxFiles },
  };
  resolveConfig(config);
  return config;
}

async function openInput(source: string): Promise<NodeJS.ReadableStream> {
  if (source === "-") return process.stdin;
  try {
    await (await open(source)).close();
  } catch (error) {
    throw new UsageError(`can't read ${source}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return createReadStream(source);
}

async function close(sink: Writable): Promise<void> {
  if (sink === process.stdout) return;
  sink.end();
  await finished(sink);
}
