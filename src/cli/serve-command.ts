import { resolveConfig } from "../api/config.ts";
import { LocalSandbox } from "../backend/local-sandbox.ts";
import { serveSandbox } from "../server/serve-sandbox.ts";
import { parseCommandArguments, parseDurationMs, parseIsolation } from "./arguments.ts";
import { reasonOf, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { Interruption } from "./interruption.ts";
import { SERVE_HELP } from "./usage.ts";

const MAX_PORT = 65_535;
const MAX_SLOTS = 1_000_000;

/** `slotbox serve`. @returns the exit code, once it was told to end */
export async function serveCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandArguments(args, {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8080" },
    slots: { type: "string", default: "10" },
    workers: { type: "string" },
    isolation: { type: "string", default: "process" },
    token: { type: "string" },
    insecure: { type: "boolean", default: false },
    dir: { type: "string" },
    include: { type: "string", multiple: true, default: [] },
    "python-packages": { type: "string", multiple: true, default: [] },
    grace: { type: "string", default: "5s" },
    hardened: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(SERVE_HELP);
    return EXIT_CODES.done;
  }
  if (positionals.length > 0) throw new UsageError(`serve takes no arguments (got "${positionals[0]}")`);
  const config = resolveConfig({
    workers: values.workers === undefined ? undefined : number("workers", values.workers, 1, 256),
    isolation: parseIsolation(values.isolation),
    template: values.dir,
    templateInclude: values.include,
    python: { packages: values["python-packages"] },
    limits: values.hardened ? "hardened" : undefined,
  });
  const options = {
    host: values.host,
    port: number("port", values.port, 0, MAX_PORT),
    slots: number("slots", values.slots, 1, MAX_SLOTS),
    graceMs: parseDurationMs(values.grace),
    token: values.token,
    insecure: values.insecure,
  };
  using interruption = new Interruption();
  const sandbox = new LocalSandbox(config);
  // What serving needs is loaded while the workers start.
  await Promise.all([sandbox.start(), import("../server/metrics.ts")]);
  try {
    await using server = await serveSandbox(sandbox, options);
    process.stdout.write(`slotbox: ${options.slots} slots at ${server.url}\n`);
    if (!interruption.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      interruption.signal.addEventListener("abort", () => resolve());
      await promise;
    }
    return EXIT_CODES.done;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    process.stderr.write(`slotbox: can't listen on ${values.host}:${values.port}: ${reasonOf(error)}\n`);
    return EXIT_CODES.failed;
  } finally {
    await sandbox.stop();
  }
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} takes a number, ${min} to ${max} (got "${text}")`);
}
