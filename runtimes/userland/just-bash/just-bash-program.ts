import type { ExecResult } from "just-bash/browser";
import { bashProgram } from "../../bash/bash-program.ts";
import { BytesStream, OutputMeter, OutputStream } from "../../kernel/call-streams.ts";
import type { Description } from "../../kernel/description.ts";
import type { Kernel, UserProgram } from "../../kernel/kernel.ts";
import { type Process, ProcessEnded } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { bytesOfLatin1, decodeUtf8, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { type Command, type CommandInput, type ExecOptions, justBashCommands } from "./just-bash-commands.ts";
import { withoutOutOfTime } from "./limits.ts";
import { ProcessFiles, readAll } from "./process-files.ts";

/** What the adapter needs of the call that runs. */
export interface CommandHost {
  /** Aborted when the call is out of time. */
  readonly signal: AbortSignal;
  /** The caps of a command that runs in this process; what computes is stopped by them when the process is out of time. */
  limitsOf(process: Process): object;
  /** After what ran without a look at the clock. @throws ProcessEnded */
  catchUp(process: Process): Promise<void>;
}

/** Commands that never look at their input: an interactive one would otherwise wait for its end. */
const WITHOUT_INPUT = new Set([
  "basename",
  "chmod",
  "cp",
  "date",
  "dirname",
  "du",
  "echo",
  "env",
  "expr",
  "find",
  "hostname",
  "ln",
  "ls",
  "mkdir",
  "mv",
  "printenv",
  "printf",
  "pwd",
  "readlink",
  "rm",
  "rmdir",
  "seq",
  "sleep",
  "stat",
  "touch",
  "tree",
  "true",
  "false",
  "which",
  "whoami",
]);

/** Each of just-bash's commands as a program: its input is read to the end first, what it prints comes at its end. */
export function justBashPrograms(host: () => CommandHost): Map<string, UserProgram> {
  const commands = justBashCommands();
  const names = [...commands.keys()];
  const programs = new Map<string, UserProgram>();
  for (const [name, command] of commands) {
    programs.set(name, async (process, kernel) => {
      const args = process.args.slice(1);
      const stdin = wantsInput(name, args) && process.descriptors.has(0) ? await readAll(process, 0) : "";
      const call = host();
      const input: CommandInput = {
        fs: new ProcessFiles(process, kernel),
        cwd: process.cwd,
        env: new Map(process.env),
        exportedEnv: Object.fromEntries(process.env),
        stdin,
        limits: call.limitsOf(process),
        signal: call.signal,
        exec: (text, options) => runNested(kernel, process, text, options),
        getRegisteredCommands: () => names,
      };
      const result = await run(call, process, command, args, input);
      await write(process, 1, bytesOf(result.stdout, isBytes(result)));
      await write(process, 2, encodeUtf8(withoutOutOfTime(result.stderr)));
      await call.catchUp(process);
      return result.exitCode;
    });
  }
  return programs;
}

/** What one of its own limits ends was more than there is memory for. */
async function run(
  call: CommandHost,
  process: Process,
  command: Command,
  args: readonly string[],
  input: CommandInput,
): Promise<ExecResult> {
  try {
    return await command.execute(args, input);
  } catch (error) {
    if (!(error instanceof ProcessEnded)) await call.catchUp(process);
    if (error instanceof Error && error.name === "ExecutionLimitError") throw new RangeError(error.message);
    throw error;
  }
}

function wantsInput(name: string, args: readonly string[]): boolean {
  return !WITHOUT_INPUT.has(name) && !args.includes("--help") && !args.includes("--version");
}

function isBytes({ stdoutKind, stdoutEncoding }: ExecResult): boolean {
  return stdoutKind === undefined ? stdoutEncoding === "binary" : stdoutKind === "bytes";
}

function bytesOf(text: string, isBytes: boolean): Uint8Array {
  return isBytes ? bytesOfLatin1(text) : encodeUtf8(text);
}

async function write(process: Process, fd: number, bytes: Uint8Array): Promise<void> {
  if (bytes.length > 0) await process.write(fd, bytes);
}

/** What `xargs`, `find -exec` and the like start: a shell as a child, whose output is collected. */
async function runNested(
  kernel: Kernel,
  parent: Process,
  text: string,
  { cwd, env, replaceEnv, stdin, stdinKind, args = [] }: ExecOptions = {},
): Promise<ExecResult> {
  const [stdout, stderr]: [Uint8Array[], Uint8Array[]] = [[], []];
  const command = args.length > 0 ? `${text} "$@"` : text;
  const child = kernel.fork(parent, (process) => {
    process.args = ["bash", "-c", command, "bash", ...args];
    return bashProgram(process, kernel);
  });
  if (cwd !== undefined) child.cwd = cwd;
  if (replaceEnv) child.env = new Map();
  for (const [name, value] of Object.entries(env ?? {})) child.env.set(name, value);
  if (stdin !== undefined) child.descriptors.set(0, new BytesStream(bytesOf(stdin, stdinKind === "bytes")));
  child.descriptors.set(1, collector(stdout));
  child.descriptors.set(2, collector(stderr));
  const ended = await kernel.wait(parent, child.pid);
  const status = ended?.status;
  const exitCode = status === undefined ? 0 : status.kind === "exited" ? status.code : 128 + SIGNALS[status.signal];
  return {
    // Commands put it among text of their own; bytes that are not UTF-8 survive as lone surrogates.
    stdout: decodeUtf8(joined(stdout), "escape"),
    stderr: decodeUtf8(joined(stderr), "escape"),
    exitCode,
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return bytesOfLatin1(chunks.map(latin1Of).join(""));
}

/** A stream whose bytes are kept; the memory of the isolate is its limit. */
function collector(chunks: Uint8Array[]): Description {
  return new OutputStream((bytes) => void chunks.push(bytes), new OutputMeter(Number.MAX_SAFE_INTEGER, () => {}));
}
