#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { SlotboxError } from "../errors.ts";
import { MAIN_HELP, UsageError } from "./usage.ts";

const USAGE_EXIT_CODE = 2;

/** A command's module is loaded only when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<number>>>> = {
  exec: async () => (await import("./exec-command.ts")).execCommand,
  batch: async () => (await import("./batch-command.ts")).batchCommand,
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? process.stderr : process.stdout).write(MAIN_HELP);
    return name === undefined ? USAGE_EXIT_CODE : 0;
  }
  if (name === "--version") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new UsageError(`unknown command "${name}" (commands: ${Object.keys(COMMANDS).join(", ")})`);
  const command = await load();
  return command(args);
}

/** The manifest is one folder further up from the built file. */
function version(): string {
  const manifest = new URL(
    import.meta.url.endsWith(".ts") ? "../../package.json" : "../../../package.json",
    import.meta.url,
  );
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !SlotboxError.is(error)) throw error;
  process.stderr.write(`slotbox: ${error.message}\n`);
  process.exitCode = USAGE_EXIT_CODE;
}
