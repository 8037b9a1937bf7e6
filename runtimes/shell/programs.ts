import type { ExecResult } from "just-bash/browser";
import { STAT_FIELDS } from "../abi/capability.ts";
import { EXIT } from "../abi/exit-codes.ts";
import { S_IFMT, S_IFREG } from "../abi/file-mode.ts";
import { quote } from "../abi/shell.ts";
import { SPAWN_REFUSED, type SpawnRequest } from "../abi/spawn.ts";
import { NestedDeadline } from "../web/abort.ts";
import { bytesOfLatin1 } from "../web/encoding.ts";
import { host, registers } from "./host.ts";

/** What the interpreter knows where it would run a script; see runtimes/build/interpreter-patch.ts. */
interface ShellContext {
  readonly state: {
    readonly cwd: string;
    readonly env: ReadonlyMap<string, string>;
    readonly exportedVars?: ReadonlySet<string>;
    readonly tempExportedVars?: ReadonlySet<string>;
    readonly groupStdin?: string;
  };
  execFn(script: string, options: Record<string, unknown>): Promise<ExecResult>;
}

const SHELLS = new Set(["sh", "bash", "dash", "ash"]);
const HEAD_BYTES = 256;

/**
 * Runs an executable file that is no shell script: a program, or a script for another interpreter than a shell.
 * @returns nothing for a shell script, which the interpreter then runs itself
 */
export async function runProgram(
  context: ShellContext,
  path: string,
  args: readonly string[],
  stdin: string,
): Promise<ExecResult | undefined> {
  const head = host().readPrefix(path, HEAD_BYTES);
  if (typeof head === "number") return undefined;
  const input = stdin || context.state.groupStdin || "";
  if (head.startsWith("#!")) return runInterpreter(context, path, args, input, head);
  return spawn(context, path, [path, ...args], input) ?? (isBinary(path, head) ? cannotExecute(path) : undefined);
}

/** A shebang line: `#!/usr/bin/env NAME` or `#!/path/to/name one-argument`. */
async function runInterpreter(
  context: ShellContext,
  path: string,
  args: readonly string[],
  stdin: string,
  head: string,
): Promise<ExecResult | undefined> {
  const line = (head.slice(2).split("\n", 1)[0] ?? "").trim();
  const [, interpreter = "", argument = ""] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  const viaEnv = /(?:^|\/)env$/.test(interpreter);
  const words = viaEnv ? argument.replace(/^-S\s*/, "").split(/\s+/) : [interpreter, argument];
  const [command = "", ...ownArgs] = words.filter((word) => word !== "");
  const name = command.slice(command.lastIndexOf("/") + 1);
  if (command === "" || SHELLS.has(name)) return undefined;
  if (!viaEnv && typeof host().readPrefix(command, 0) === "number")
    return failed(`bash: ${path}: ${command}: bad interpreter: No such file or directory`, EXIT.cannotExecute);
  return context.execFn(quote(command), {
    args: [...ownArgs, path, ...args],
    cwd: context.state.cwd,
    stdin,
    stdinKind: "bytes",
  });
}

/** Whether a name is found along a PATH, as a file that can be executed. */
export function isInPath(searchPath = "", name: string): boolean {
  return searchPath.split(":").some((directory) => {
    if (directory === "" || host().stat(`${directory}/${name}`, true) !== 0) return false;
    return isExecutableFile(registers()[STAT_FIELDS.mode] ?? 0);
  });
}

function isExecutableFile(mode: number): boolean {
  return (mode & S_IFMT) === S_IFREG && (mode & 0o111) !== 0;
}

function spawn(context: ShellContext, path: string, args: readonly string[], stdin: string): ExecResult | undefined {
  const { cwd, env, exportedVars = new Set(), tempExportedVars = new Set() } = context.state;
  const exported = [...exportedVars, ...tempExportedVars].filter((name) => env.has(name));
  const request: SpawnRequest = {
    path,
    args,
    env: Object.fromEntries(exported.map((name) => [name, env.get(name) ?? ""])),
    cwd,
    deadlineMs: Math.min(Number.MAX_SAFE_INTEGER, NestedDeadline.nextMs()),
  };
  const exitCode = host().spawn(JSON.stringify(request), stdin);
  if (exitCode === SPAWN_REFUSED.tooLong) return failed(`bash: ${path}: Argument list too long`, EXIT.cannotExecute);
  if (exitCode === SPAWN_REFUSED.tooMany)
    return failed(`bash: ${path}: Resource temporarily unavailable`, EXIT.cannotExecute);
  if (exitCode === SPAWN_REFUSED.noMemory) return failed(`bash: ${path}: Cannot allocate memory`, EXIT.cannotExecute);
  if (exitCode < 0) return undefined;
  const stderr = host().spawnOutput(2);
  return { stdout: host().spawnOutput(1), stdoutKind: "bytes", stderr: decode(stderr), exitCode };
}

function decode(latin1: string): string {
  return new TextDecoder().decode(bytesOfLatin1(latin1));
}

/** As bash decides it, by a NUL in the beginning, and by a name that promises a module. */
function isBinary(path: string, head: string): boolean {
  return head.includes("\0") || path.endsWith(".wasm");
}

function cannotExecute(path: string): ExecResult {
  return failed(`bash: ${path}: cannot execute binary file: Exec format error`, EXIT.cannotExecute);
}

function failed(message: string, exitCode: number): ExecResult {
  return { stdout: "", stderr: `${message}\n`, exitCode };
}
