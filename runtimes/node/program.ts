import type { StartOptions } from "../abi/node.ts";
import type { Realm } from "./boot.ts";
import { readCommandLine } from "./command-line.ts";
import { loadEnvFile } from "./env-file.ts";
import { fatalError } from "./fatal-error.ts";
import { loop } from "./loop.ts";
import { exitProgram } from "./machine.ts";
import { unsettledAwait } from "./modules/module-wrap.ts";
import { runPackageScript } from "./package-script.ts";
import { privateSymbols } from "./private-symbols.ts";
import { EXEC_PATH, environment } from "./process-object.ts";
import { printError } from "./standard-error.ts";

const EXIT = { badOption: 9, unsettledAwait: 13 } as const;
const HELP = `Usage: node [options] [ script.js ] [arguments]

Options:
  -                          script read from stdin (default if no file name is provided)
  --                         indicate the end of node options
  -c, --check                syntax check script without executing
  -C, --conditions=...       additional user conditions for conditional exports and imports
  -e, --eval=...             evaluate script
  --env-file=...             set environment variables from supplied file
  -h, --help                 print node command line options (currently set)
  --import=...               ES module to preload (option can be repeated)
  --input-type=...           set module type for string input
  -p, --print [...]          evaluate script and print result
  -r, --require=...          CommonJS module to preload (option can be repeated)
  --run=...                  run a script specified in package.json
  --test                     launch test runner on startup
  -v, --version              print Node.js version

It runs in a slot of slotbox: there is no network, no threads and no debugger.
Documentation can be found at https://nodejs.org/`;
const entryPoint = privateSymbols["entry_point_promise_private_symbol"] as symbol;

/** What a startup snapshot can have done before there is a program. */
export function prepareProgram({ process, require }: Realm): void {
  for (const id of [
    "internal/modules/esm/loader",
    "internal/process/execution",
    "internal/fs/sync_write_stream",
    "util",
    "url",
  ])
    require(id);
  loop.onError = (error) => fatalError(process, error, false, require);
  let isEntrySettled = true;
  loop.onBeforeExit = () => {
    const entry = (globalThis as unknown as Record<symbol, unknown>)[entryPoint];
    if (entry instanceof Promise) {
      isEntrySettled = false;
      const settled = (): void => {
        isEntrySettled = true;
      };
      entry.then(settled, settled);
    }
    process.emit("beforeExit", process.exitCode ?? 0);
  };
  loop.onIdle = () => {
    if (!isEntrySettled && process.exitCode === undefined) {
      process.exitCode = EXIT.unsettledAwait;
      printError(unsettledAwait());
    }
    process._exiting = true;
    loop.guarded(() => process.emit("exit", process.exitCode ?? 0));
    exitProgram(process.exitCode ?? 0);
  };
}

/** To be called when the options are known. */
export function nameProgram(
  { process, require }: Pick<Realm, "process" | "require">,
  name: string,
  env: StartOptions["env"],
  pid: number,
): void {
  require<{ refreshOptions(): void }>("internal/options").refreshOptions();
  process.env = environment(env);
  process.execPath = EXEC_PATH;
  process.title = name;
  process["pid"] = pid;
}

/** Runs what the command line says, up to the first turn of the event loop. */
export function runProgram({ process, require, main }: Realm, { args, env, pid }: StartOptions): void {
  const [name = "node", ...given] = args;
  const { execArgv, rest, problem } = readCommandLine(given, env["NODE_OPTIONS"]);
  nameProgram({ process, require }, name, env, pid);
  process.execArgv = [...execArgv];
  if (problem !== undefined) {
    printError(`${EXEC_PATH}: ${problem}\n`);
    exitProgram(EXIT.badOption);
    return;
  }
  const option = (id: string): unknown =>
    require<{ getOptionValue(id: string): unknown }>("internal/options").getOptionValue(id);
  if (option("--version") || option("--help")) {
    const text = option("--version") ? process["version"] : HELP;
    (process["stdout"] as { write(text: string): void }).write(`${text}\n`);
    exitProgram(0);
    return;
  }
  for (const [id, isNeeded] of [
    ["--env-file", true],
    ["--env-file-if-exists", false],
  ] as const)
    for (const path of option(id) as string[]) {
      if (loadEnvFile(path, process.env)) continue;
      if (!isNeeded) {
        printError(`${path} not found. Continuing without it.\n`);
        continue;
      }
      printError(`${EXEC_PATH}: ${path}: not found\n`);
      exitProgram(EXIT.badOption);
    }
  const script = option("--run");
  if (typeof script === "string" && script !== "") runPackageScript(script, rest, process.env);
  const [first] = rest;
  const isFile = first !== undefined && first !== "-";
  process.argv = [name, ...(first === "-" ? ["-", ...rest.slice(1)] : rest)];
  if (option("--test")) main("internal/main/test_runner");
  else if (option("[has_eval_string]")) main("internal/main/eval_string");
  else if (option("--check")) main("internal/main/check_syntax");
  else if (isFile) main("internal/main/run_main_module");
  else main("internal/main/eval_stdin");
}
