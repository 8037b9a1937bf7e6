import { resolveConfig } from "../api/config.ts";
import { LIMIT_PROFILES, type Limits } from "../api/limits.ts";
import type { ToolResult } from "../api/result.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import { executeAlone } from "../backend/batch.ts";
import { ignoredNames, readHostFolder } from "../backend/host-folder.ts";
import { LocalSandbox } from "../backend/local-sandbox.ts";
import { createBareVolume } from "../volume/system-layout.ts";
import { writeResult } from "../wire/results.ts";
import { parseCommandArguments, parseDurationMs } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-codes.ts";
import { makeFolder, print } from "./output.ts";
import { EXEC_HELP } from "./usage.ts";
import { type WrittenChanges, writeChanges } from "./write-changes.ts";

const DAY_MS = 86_400_000;
const SLOT = 0;
const MAX_REPORTED_FAULTS = 10;

/** `slotbox exec`. @returns the exit code */
export async function execCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandArguments(args, {
    dir: { type: "string" },
    out: { type: "string" },
    include: { type: "string", multiple: true, default: [] },
    exclude: { type: "string", multiple: true, default: [] },
    timeout: { type: "string", default: "30s" },
    env: { type: "string", multiple: true, default: [] },
    "python-packages": { type: "string", multiple: true, default: [] },
    hardened: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(EXEC_HELP);
    return EXIT_CODES.done;
  }
  const [command = "", ...rest] = positionals;
  if (command === "") throw new UsageError("exec needs a command");
  if (rest.length > 0) throw new UsageError(`exec takes one command: quote it (got also: ${rest.join(" ")})`);

  const timeoutMs = parseDurationMs(values.timeout);
  const limits = cliLimits(values.hardened, timeoutMs);
  // One command needs no more than the first machine.
  const config = resolveConfig({
    workers: 1,
    readyMachines: 0,
    env: parseEnv(values.env),
    python: { packages: values["python-packages"] },
    limits,
  });
  const before = createBareVolume(limits);
  const ignored = ignoredNames(values.exclude, values.include);
  if (values.dir !== undefined)
    await readHostFolder(values.dir, before, WORKSPACE_DIR, limits, { ignoredNames: ignored });
  if (values.out !== undefined) await makeFolder(values.out);

  const sandbox = new LocalSandbox(config, before.snapshot());
  try {
    await sandbox.start();
    const result = await executeAlone(sandbox, { slot: SLOT, tool: "bash", args: { command }, timeoutMs });
    await printResult(result, values.json);
    const exitCode = exitCodeOf(result);
    if (values.out === undefined) return exitCode;
    const written = await writeChanges(before, sandbox.volume(SLOT), WORKSPACE_DIR, values.out, {
      ignoredNames: ignored,
    });
    report(written, values.out);
    return exitCode === EXIT_CODES.done && written.faults.length > 0 ? EXIT_CODES.failed : exitCode;
  } finally {
    await sandbox.stop();
  }
}

/** A person wants the whole output, and may have patience. */
function cliLimits(hardened: boolean, timeoutMs: number): Limits {
  const profile = LIMIT_PROFILES[hardened ? "hardened" : "default"];
  if (timeoutMs > DAY_MS) throw new UsageError("--timeout is more than a day");
  const maxTimeoutMs = Math.max(profile.maxTimeoutMs, Math.ceil(timeoutMs));
  return { ...profile, maxResultChars: profile.maxOutputBytes, maxTimeoutMs };
}

function parseEnv(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(assignment) ?? [];
      if (name === undefined || value === undefined)
        throw new UsageError(`--env takes NAME=VALUE (got "${assignment}")`);
      return [name, value];
    }),
  );
}

async function printResult(result: ToolResult, json: boolean): Promise<void> {
  if (json) return print(process.stdout, `${resultJson(result)}\n`);
  const { outcome, exitCode, stdout = "", stderr = "" } = result.metadata;
  const isProgramsOwn = outcome === "ok" || (outcome === "exit" && result.error === `Exit code: ${exitCode}`);
  await print(process.stdout, stdout);
  await print(process.stderr, isProgramsOwn ? stderr : `${stderr}slotbox: ${result.error}\n`);
}

/** The result as JSON, without the id by which a client of many executions would tell it from others. */
function resultJson(result: ToolResult): string {
  const { execution_id: _, ...told } = writeResult(result, { includeStreams: true });
  return JSON.stringify(told);
}

function report({ ignored, faults }: WrittenChanges, folder: string): void {
  if (ignored.length > 0)
    process.stderr.write(`slotbox: not written to ${folder}: ${ignored.join(", ")} (--include writes it too)\n`);
  for (const fault of faults.slice(0, MAX_REPORTED_FAULTS))
    process.stderr.write(`slotbox: can't write to ${folder}: ${fault}\n`);
  const more = faults.length - MAX_REPORTED_FAULTS;
  if (more > 0) process.stderr.write(`slotbox: can't write to ${folder}: ${more} more\n`);
}
