import { type BackendConfig, resolveConfig } from "../api/config.ts";
import { LIMIT_PROFILES, type Limits } from "../api/limits.ts";
import { createBackend } from "../backend/create-backend.ts";
import { parseCommandArguments, parseIsolation } from "./arguments.ts";
import { readCalls } from "./batch-input.ts";
import { BatchRun } from "./batch-run.ts";
import { reasonOf, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { Interruption } from "./interruption.ts";
import { OrderedWriter } from "./ordered-writer.ts";
import { closeFile, makeFolder, openFile } from "./output.ts";
import { NO_PROGRESS, startProgress } from "./progress.ts";
import { BATCH_HELP } from "./usage.ts";

const DAY_MS = 86_400_000;
const MAX_HELD_CHARS = 16 * 1024 * 1024;

/** `slotbox batch`. @returns the exit code */
export async function batchCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandArguments(args, {
    out: { type: "string" },
    artifacts: { type: "string" },
    dir: { type: "string" },
    include: { type: "string", multiple: true, default: [] },
    workers: { type: "string" },
    isolation: { type: "string", default: "thread" },
    "python-packages": { type: "string", multiple: true, default: [] },
    hardened: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(BATCH_HELP);
    return EXIT_CODES.done;
  }
  const [source, ...rest] = positionals;
  if (source === undefined || rest.length > 0)
    throw new UsageError("batch takes one file of calls (- for standard input)");
  const limits = batchLimits(values.hardened);
  const config = batchConfig(values, limits);

  using interruption = new Interruption();
  const lines = await readCalls(source, limits.maxTimeoutMs / 1000, interruption.signal);
  if (values.artifacts !== undefined) await makeFolder(values.artifacts);
  await using backend = await createBackend(config);
  const sink = values.out === undefined ? process.stdout : await openFile(values.out);
  const stop = (): void => void backend.stop();
  using writer = new OrderedWriter(sink, MAX_HELD_CHARS, stop);
  if (interruption.signal.aborted) await backend.stop();
  interruption.signal.addEventListener("abort", stop);

  // A bar and results would overwrite each other in one terminal.
  const isShared = sink === process.stdout && process.stdout.isTTY;
  const progress = isShared ? NO_PROGRESS : startProgress(lines.length);
  const run = new BatchRun(backend, {
    artifacts: values.artifacts,
    onResult: (index, line) => {
      writer.put(index, line);
      progress.advance();
    },
  });
  try {
    await run.all(lines);
    await writer.flush();
    // An error of the stream is told by the writer, which hears of it too.
    if (sink !== process.stdout) await closeFile(sink).catch(() => {});
  } finally {
    progress.stop();
  }
  return report(run, writer.fault, values.out, interruption.exitCode);
}

function report(
  run: BatchRun,
  fault: Error | undefined,
  out: string | undefined,
  interrupted: number | undefined,
): number {
  for (const archiveFault of run.archiveFaults) process.stderr.write(`slotbox: no archive of ${archiveFault}\n`);
  if (fault && out !== undefined) process.stderr.write(`slotbox: can't write to ${out}: ${reasonOf(fault)}\n`);
  if (interrupted !== undefined) return interrupted;
  if (fault && "code" in fault && fault.code === "EPIPE") return EXIT_CODES.brokenPipe;
  return fault || run.archiveFaults.length > 0 ? EXIT_CODES.failed : EXIT_CODES.done;
}

function batchLimits(hardened: boolean): Limits {
  const profile = LIMIT_PROFILES[hardened ? "hardened" : "default"];
  // Kept workspaces are to be whole, also when they are nothing but small files, which a tar rounds up.
  return { ...profile, maxArtifactBytes: profile.maxWorkspaceBytes * 2, maxArtifactEntries: profile.maxFiles };
}

interface BatchValues {
  readonly workers?: string;
  readonly isolation: string;
  readonly dir?: string;
  readonly include: readonly string[];
  readonly "python-packages": readonly string[];
}

function batchConfig(values: BatchValues, limits: Limits): BackendConfig {
  const workers = values.workers === undefined ? undefined : Number(values.workers);
  if (workers !== undefined && !(Number.isInteger(workers) && workers > 0))
    throw new UsageError(`--workers takes a number, 1 or more (got "${values.workers}")`);
  const { dir: template, include: templateInclude } = values;
  const python = { packages: values["python-packages"] };
  const isolation = parseIsolation(values.isolation);
  const config = { workers, isolation, template, templateInclude, python, acquireTimeoutMs: DAY_MS, limits };
  resolveConfig(config);
  return config;
}
