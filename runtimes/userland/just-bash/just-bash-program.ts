import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import type { UserProgram } from "../../kernel/kernel.ts";
import { type Process, ProcessEnded } from "../../kernel/process.ts";
import { readAll } from "../../kernel/read-all.ts";
import { bytesOfLatin1, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { fileFault } from "./host.ts";
import { type JustBashCommand, justBashCommands } from "./just-bash-commands.ts";
import { withoutOutOfTime } from "./limits.ts";
import { runNested } from "./nested-shell.ts";
import { ProcessFiles } from "./process-files.ts";
import { versionText } from "./version-texts.ts";

/** What the adapter needs of the call that runs. */
export interface CommandHost {
  /** Aborted when the call is out of time. */
  readonly signal: AbortSignal;
  /** The caps of a command that runs in this process; what computes is stopped by them when the process is out of time. */
  limitsOf(process: Process): ResolvedCommandContext["limits"];
  /** After what ran without a look at the clock. @throws ProcessEnded */
  catchUp(process: Process): Promise<void>;
}

/** Each of just-bash's commands as a program: its input is read to the end first, what it prints comes at its end. */
export function justBashPrograms(host: () => CommandHost): Map<string, UserProgram> {
  const commands = justBashCommands();
  const names = [...commands.keys()];
  const programs = new Map<string, UserProgram>();
  for (const [name, command] of commands) {
    programs.set(name, async (process, kernel) => {
      const args = process.args.slice(1);
      const version = versionText(name, args);
      if (version !== undefined) {
        await process.print(version);
        return 0;
      }
      const call = host();
      const context = {
        fs: new ProcessFiles(process, kernel),
        cwd: process.cwd,
        env: new Map(process.env),
        exportedEnv: Object.fromEntries(process.env),
        stdin: await inputOf(process),
        limits: call.limitsOf(process),
        signal: call.signal,
        exec: runNested(kernel, process),
        getRegisteredCommands: () => names,
      };
      const result = await run(call, process, command, args, context);
      await write(process, 1, isBytes(result) ? bytesOfLatin1(result.stdout) : encodeUtf8(result.stdout));
      await write(process, 2, encodeUtf8(withoutOutOfTime(result.stderr)));
      await call.catchUp(process);
      return result.exitCode;
    });
  }
  return programs;
}

async function run(
  call: CommandHost,
  process: Process,
  command: JustBashCommand,
  args: string[],
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  try {
    return await command(args, context);
  } catch (error) {
    if (error instanceof ProcessEnded) throw error;
    await call.catchUp(process);
    const failure = fileFault(error) ?? limitFault(error);
    if (failure === undefined) throw error;
    const name = `${process.args[0]}: `;
    return { stdout: "", stderr: `${failure.startsWith(name) ? "" : name}${failure}\n`, exitCode: 1 };
  }
}

/** What is said of a command that met a limit of just-bash's own. */
function limitFault(error: unknown): string | undefined {
  return error instanceof Error && error.name === "ExecutionLimitError" ? error.message : undefined;
}

async function inputOf(process: Process): Promise<ResolvedCommandContext["stdin"]> {
  const { args } = process;
  const isRead = !args.includes("--help") && !args.includes("--version");
  const text = isRead && process.descriptors.has(0) ? latin1Of(await readAll(process, 0)) : "";
  return text as unknown as ResolvedCommandContext["stdin"];
}

function isBytes({ stdoutKind, stdoutEncoding }: ExecResult): boolean {
  return stdoutKind === undefined ? stdoutEncoding === "binary" : stdoutKind === "bytes";
}

async function write(process: Process, fd: number, bytes: Uint8Array): Promise<void> {
  if (bytes.length > 0) await process.write(fd, bytes);
}
