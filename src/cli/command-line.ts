import { readFileSync } from "node:fs";
import { SlotboxError, type SlotboxErrorCode } from "../api/errors.ts";
import { reasonOf, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { MAIN_HELP } from "./usage.ts";

/** What the user can put right on the command line. */
const USERS_MISTAKES: ReadonlySet<SlotboxErrorCode> = new Set(["invalid_config", "invalid_argument", "workspace_full"]);

/** A command's module is loaded only when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<number>>>> = {
  exec: async () => (await import("./exec-command.ts")).execCommand,
  serve: async () => (await import("./serve-command.ts")).serveCommand,
  batch: async () => (await import("./batch-command.ts")).batchCommand,
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? process.stderr : process.stdout).write(MAIN_HELP);
    return name === undefined ? EXIT_CODES.usage : EXIT_CODES.done;
  }
  if (name === "--version") {
    process.stdout.write(`${version()}\n`);
    return EXIT_CODES.done;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    const what = name.startsWith("-") ? "option" : "command";
    throw new UsageError(
      `unknown ${what} "${name}" (commands: ${Object.keys(COMMANDS).join(", ")}; options: --help, --version)`,
    );
  }
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

let outputFailed = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads only the beginning (`| head`) is no error; what is left to write goes nowhere.
  if (error.code === "EPIPE" || outputFailed) return;
  outputFailed = true;
  process.exitCode ||= EXIT_CODES.failed;
  process.stderr.write(`slotbox: can't write to standard output: ${reasonOf(error)}\n`);
});
process.stderr.on("error", () => {});

try {
  const code = await main(process.argv.slice(2));
  process.exitCode = outputFailed ? code || EXIT_CODES.failed : code;
} catch (error) {
  const isKnown = SlotboxError.is(error);
  if (!(error instanceof UsageError) && !isKnown) throw error;
  process.stderr.write(`slotbox: ${error.message}\n`);
  process.exitCode = isKnown && !USERS_MISTAKES.has(error.code) ? EXIT_CODES.failed : EXIT_CODES.usage;
}
