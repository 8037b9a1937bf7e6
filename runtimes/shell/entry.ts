import "./install-globals.ts";
import { Bash, type BashExecResult, type CommandName, getCommandNames } from "just-bash/browser";
import { FINISH_FLAGS } from "../abi/capability.ts";
import { SHELL_GLOBAL, type ShellGuest, type ShellRunOptions } from "../abi/shell.ts";
import { DeadlineSignal, NestedDeadline } from "../web/abort.ts";
import { bytesOfLatin1, decodeUtf8, encodedLength, latin1Of } from "../web/encoding.ts";
import { clearAllTimers, fireDueTimers, publishNextWake } from "../web/timers.ts";
import { SLOT_COMMANDS } from "./commands.ts";
import { freezeForSnapshot, freezeUnfinished } from "./freeze-intrinsics.ts";
import { fileFault, host } from "./host.ts";
import { HostFiles } from "./host-files.ts";
import { compiledPatterns } from "./install-globals.ts";
import { IterationsUntil, interpreterLimits, withoutOutOfTime } from "./limits.ts";
import { isInPath, runProgram } from "./programs.ts";
import { cloneState, type InterpreterState, restoreState, serializeState } from "./shell-state.ts";

/** The parts of just-bash's internals that runtimes/build/interpreter-patch.ts opens. */
interface Output {
  readonly stdout: string;
  readonly stderr: string;
}
interface OutputAccumulator extends Output {
  appendResult(result: Output, stdout?: string): void;
}
interface StatefulBash {
  state: InterpreterState;
  limits: Record<string, number>;
}

interface Call {
  readonly options: ShellRunOptions;
  readonly deadline: DeadlineSignal;
  state: InterpreterState | undefined;
  output: OutputAccumulator | undefined;
  limit: string | undefined;
}

/** Needs a thread and a database engine of its own. */
const ABSENT_COMMANDS = new Set<string>(["sqlite3"]);
const COMMANDS = getCommandNames().filter((name) => !ABSENT_COMMANDS.has(name));

const bash = new Bash({
  fs: new HostFiles(),
  cwd: "/workspace",
  env: {
    HOME: "/root",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    USER: "root",
    LOGNAME: "root",
    SHELL: "/bin/bash",
    LANG: "C.UTF-8",
    TERM: "dumb",
    HOSTNAME: "slotbox",
  },
  executionLimits: interpreterLimits(1 << 20),
  commands: COMMANDS as CommandName[],
  customCommands: SLOT_COMMANDS,
  // The isolate is the boundary; patching globals inside it would only slow every call.
  defenseInDepth: false,
  processInfo: { pid: 1, ppid: 0, uid: 0, gid: 0 },
});
const internals = bash as unknown as StatefulBash;
const pristineState = cloneState(internals.state);
pristineState["previousDir"] = "/workspace";

let call: Call | undefined;

function freshState({ cwd, env }: ShellRunOptions): InterpreterState {
  const state = cloneState(pristineState);
  const variables = state["env"] as Map<string, string>;
  const exported = state["exportedVars"] as Set<string>;
  for (const name of ["USER", "LOGNAME", "SHELL", "LANG", "TERM"]) exported.add(name);
  for (const [name, value] of Object.entries(env)) {
    variables.set(name, value);
    exported.add(name);
  }
  variables.set("PWD", cwd);
  state["cwd"] = cwd;
  state["startTime"] = Date.now();
  return state;
}

function run(command: string, serializedOptions: string): void {
  clearAllTimers();
  NestedDeadline.forgetAll();
  const options = JSON.parse(serializedOptions) as ShellRunOptions;
  const current: Call = {
    options,
    deadline: new DeadlineSignal(options.deadlineMs),
    state: undefined,
    output: undefined,
    limit: undefined,
  };
  call = current;
  publishNextWake(options.deadlineMs);
  const untilDeadline = new IterationsUntil(() => current.deadline.aborted);
  Object.assign(internals.limits, interpreterLimits(options.maxStringBytes, untilDeadline));
  internals.state = restoreState(freshState(options), options.state ?? "");
  // The deadline signal is the isolate's own AbortSignal; its type is not the DOM's.
  const signal = current.deadline as unknown as AbortSignal;
  const input = options.stdin === undefined ? {} : { stdin: options.stdin, stdinKind: "bytes" as const };
  bash.exec(command, { signal, rawScript: true, ...input }).then(
    (result) => finish(current, result),
    (error: unknown) => finish(current, failed(current, error)),
  );
}

/** What a call gives that the interpreter gave up on; what it had printed is kept. */
function failed({ output }: Call, error: unknown): BashExecResult {
  const isOutputLimit = error instanceof OutputLimitError;
  const { stdout = "", stderr = "" } = output ?? {};
  return {
    stdout,
    stderr: isOutputLimit ? stderr : `${stderr}bash: ${describe(error)}\n`,
    exitCode: isOutputLimit ? 126 : 2,
    env: {},
  };
}

function wake(deadlineMs: number): void {
  call?.deadline.moveTo(deadlineMs);
  fireDueTimers();
  // Reading it fires its abort event when the time has come.
  publishNextWake(call && !call.deadline.aborted ? deadlineMs : Number.POSITIVE_INFINITY);
}

function finish(current: Call, result: BashExecResult): void {
  if (call !== current) return;
  call = undefined;
  clearAllTimers();
  // The next call may be another slot's.
  compiledPatterns.clear();
  internals.state = {};
  const { options } = current;
  let flags = 0;
  // The last thing of a call may have been a program that was ended with its time.
  current.deadline.look();
  if (current.deadline.fired) flags |= FINISH_FLAGS.timedOut;
  else if (current.limit !== undefined && result.exitCode === 126) {
    flags |= current.limit === "output_size" ? FINISH_FLAGS.outputLimit : FINISH_FLAGS.memoryLimit;
  } else if (isTooMuch(result, options.maxOutputBytes)) flags |= FINISH_FLAGS.outputLimit;
  const fullStderr = current.deadline.fired ? withoutOutOfTime(result.stderr) : result.stderr;
  if (options.printsBytes) {
    publishNextWake(Number.POSITIVE_INFINITY);
    host().finish(result.exitCode, bytesAsText(result.stdout), bytesAsText(fullStderr), flags, "");
    return;
  }
  const stdout = cut(result.stdout, options.maxResultChars);
  const stderr = cut(fullStderr, options.maxResultChars);
  if (stdout.length < result.stdout.length) flags |= FINISH_FLAGS.stdoutCut;
  if (stderr.length < fullStderr.length) flags |= FINISH_FLAGS.stderrCut;
  let state =
    options.state === undefined || flags & FINISH_FLAGS.timedOut || !current.state ? "" : serializeState(current.state);
  if (state.length > options.maxStateBytes) {
    state = "";
    flags |= FINISH_FLAGS.stateTooLarge;
  }
  publishNextWake(Number.POSITIVE_INFINITY);
  host().finish(result.exitCode, stdout, stderr, flags, state);
}

function bytesAsText(text: string): string {
  return latin1Of(new TextEncoder().encode(text));
}

/** Cuts after so many characters, never within a surrogate pair; what is not UTF-8 becomes U+FFFD. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text.toWellFormed();
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars).toWellFormed();
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function partialOutput(): string {
  const output = call?.output;
  if (!call || !output) return "\0";
  const { maxResultChars } = call.options;
  return `${cut(output.stdout, maxResultChars)}\0${cut(output.stderr, maxResultChars)}`;
}

class OutputLimitError extends Error {}

/** The interpreter's own cap also counts what goes to files; this one counts what the call prints. */
function limitOutput(current: Call, output: OutputAccumulator): void {
  const append = output.appendResult.bind(output);
  let printedBytes = 0;
  output.appendResult = (result, stdout = result.stdout) => {
    append(result, stdout);
    printedBytes += encodedLength(stdout) + encodedLength(result.stderr);
    if (printedBytes <= current.options.maxOutputBytes) return;
    current.limit = "output_size";
    throw new OutputLimitError();
  };
}

/** What a statement printed in which a script exits is never handed over, but part of the result. */
function isTooMuch({ stdout, stderr }: Output, maxBytes: number): boolean {
  const chars = stdout.length + stderr.length;
  if (chars > maxBytes) return true;
  return chars * 3 > maxBytes && encodedLength(stdout) + encodedLength(stderr) > maxBytes;
}

/** The "limit" of a script that is cut off at its deadline. */
const ABORTED = "aborted";

/** Called by the patched interpreter. */
const hooks = {
  /** A script starts; the first of a call is the call's own. */
  began(state: InterpreterState): InterpreterState {
    if (call) call.state ??= state;
    return state;
  },
  /** A script collects its output here, statement by statement. */
  collects(output: OutputAccumulator): OutputAccumulator {
    if (!call || call.output) return output;
    call.output = output;
    limitOutput(call, output);
    return output;
  },
  program: runProgram,
  fileFault,
  assignmentStatus: (command: { readonly assignments: unknown }, lastExitCode: number): number =>
    JSON.stringify(command.assignments).includes('"CommandSubstitution"') ? lastExitCode : 0,
  isInPath,
  decoded(latin1: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is what is meant
    return /^[\x00-\x7f]*$/.test(latin1) ? latin1 : decodeUtf8(bytesOfLatin1(latin1), "escape");
  },
  limited(limit: string): string {
    if (limit === ABORTED || call?.deadline.aborted) return ABORTED;
    if (call) call.limit = limit;
    return limit;
  },
};

const guest: ShellGuest & typeof hooks = {
  run,
  wake,
  partialOutput,
  seal: () => freezeUnfinished(unfinished),
  commandNames: () => [...new Set([...COMMANDS, ...SLOT_COMMANDS.map(({ name }) => name)])].join(" "),
  ...hooks,
};
(globalThis as unknown as Record<string, unknown>)[SHELL_GLOBAL] = guest;
const unfinished = freezeForSnapshot();
