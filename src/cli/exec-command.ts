import { resolveConfig } from "../config.ts";
import { DEFAULT_IGNORED_NAMES, readHostFolder, writeChanges } from "../host-folder.ts";
import { LIMIT_PROFILES, type Limits } from "../limits.ts";
import type { ToolResult } from "../result.ts";
import { Sandbox } from "../sandbox.ts";
import { createBareVolume } from "../volume/bare-volume.ts";
import { WORKSPACE_DIR } from "../volume/volume.ts";
import { parseCommandArguments } from "./arguments.ts";
import { parseDurationMs } from "./duration.ts";
import { EXEC_HELP, UsageError } from "./usage.ts";

const DAY_MS = 86_400_000;
const TIMEOUT_EXIT_CODE = 124;
const KILLED_EXIT_CODE = 137;
const SLOT = 0;

/** `slotbox exec`. @returns the exit code */
export async function execCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandArguments(args, {
    dir: { type: "string" },
    out: { type: "string" },
    include: { type: "string", multiple: true, default: [] },
    timeout: { type: "string", default: "30s" },
    env: { type: "string", multiple: true, default: [] },
    hardened: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(EXEC_HELP);
    return 0;
  }
  const [command, ...rest] = positionals;
  if (command === undefined) throw new UsageError("exec needs a command");
  if (rest.length > 0) throw new UsageError(`exec takes one command: quote it (got also: ${rest.join(" ")})`);

  const timeoutMs = parseDurationMs(values.timeout);
  const limits = cliLimits(values.hardened, timeoutMs);
  const config = resolveConfig({ workers: 1, env: parseEnv(values.env), limits });
  const before = createBareVolume(limits);
  const ignoredNames = new Set([...DEFAULT_IGNORED_NAMES].filter((name) => !values.include.includes(name)));
  if (values.dir !== undefined) await readHostFolder(values.dir, before, WORKSPACE_DIR, { ignoredNames });

  const sandbox = new Sandbox(config, before.snapshot());
  try {
    await sandbox.start();
    const result = await sandbox.execute(SLOT, "bash", { command }, timeoutMs);
    print(result, values.json);
    if (values.out !== undefined) await writeChanges(before, sandbox.volume(SLOT), WORKSPACE_DIR, values.out);
    return exitCodeOf(result);
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
      const equals = assignment.indexOf("=");
      if (equals < 1) throw new UsageError(`--env takes NAME=VALUE (got "${assignment}")`);
      return [assignment.slice(0, equals), assignment.slice(equals + 1)];
    }),
  );
}

function print(result: ToolResult, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const { outcome, stdout = "", stderr = "" } = result.metadata;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (outcome !== "ok" && outcome !== "exit") process.stderr.write(`slotbox: ${result.error}\n`);
}

function exitCodeOf({ metadata }: ToolResult): number {
  switch (metadata.outcome) {
    case "timeout":
      return TIMEOUT_EXIT_CODE;
    case "memory":
    case "output":
      return KILLED_EXIT_CODE;
    default:
      return metadata.exitCode ?? 1;
  }
}
