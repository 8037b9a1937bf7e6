import type { AndOr, Command, CompoundList, Function as FunctionNode, PipelineNode, Statement, Subshell } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { FileSystem, Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SIGNALS, type SignalName } from "../../kernel/signals.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { type BuiltinState, copyBuiltinState, newBuiltinState } from "../builtins/builtin-state.ts";
import { BUILTINS } from "../builtins/table.ts";
import type { ExpansionContext } from "../expansion/context.ts";
import { defaultShellOptions, type ShellOptions } from "../state/shell-options.ts";
import { ShellVariables } from "../state/shell-variables.ts";
import { SourceText } from "../tree/source-text.ts";
import { testText } from "../tree/word-text.ts";
import type { BashShell, ForkOptions, ShellStart } from "./bash-shell.ts";
import { evaluate } from "./evaluate.ts";
import { execute, executeCondition, executeList } from "./execute.ts";
import { FunctionBodies } from "./function-bodies.ts";
import { findBuiltin, invoke } from "./invoke.ts";
import { JobTable } from "./job-table.ts";
import { PreparedTrees } from "./prepared-trees.ts";
import { findProgram, replaceProcess } from "./programs.ts";
import { ControlFlow, type Frame, type Job, type ShellFunction } from "./shell.ts";
import { ShellExpansion } from "./shell-expansion.ts";
import { defineShellVariables, variablesHost } from "./shell-variables.ts";
import { runSubshell } from "./subshell-run.ts";
import { runPendingTraps } from "./trap-runner.ts";
import { TrapTable } from "./traps.ts";

/** One shell, or a subshell of one. */
export class RunningShell implements BashShell {
  readonly kernel: Kernel;
  readonly process: Process;
  readonly files: FileSystem;
  readonly variables: ShellVariables;
  readonly options: ShellOptions;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  readonly traps: TrapTable;
  readonly jobTable: JobTable;
  readonly builtins: BuiltinState;
  readonly directoryStack: string[];
  readonly hashed: Map<string, { readonly path: string; hits: number }>;
  readonly frames: Frame[];
  name: string;
  readonly expansion: ExpansionContext;
  readonly bodies: FunctionBodies;
  readonly trees: PreparedTrees;
  /** `$$`, which a subshell shares. */
  readonly mainPid: number;
  readonly readsCommandString: boolean;
  readonly readsStandardInput: boolean;
  /** How many subshells this one is in: BASH_SUBSHELL. */
  subshellLevel: number;
  isInteractive: boolean;

  positional: string[] = [];
  lastStatus = 0;
  lastBackgroundPid: number | undefined;
  line = 0;
  loopDepth = 0;
  /** What the positions of the tree that runs index. */
  source = new SourceText("");
  /** `$_` */
  lastArgument = "";
  /** What BASH_COMMAND shows, if it is no simple command. */
  commandText: string | undefined;
  /** The simple command that runs, or ran last, but for those of traps. */
  currentCommand: Command | undefined;
  currentSource = new SourceText("");
  /** Tells apart the calls of functions that run. */
  callId = 0;
  hadSyntaxError = false;
  /** PIPESTATUS; a number is a single one. */
  pipeStatus: number | readonly number[] = [];
  /** Above 0 where a failure ends nothing: in conditions, before `&&` and `||`, after `!`. */
  ignoringFailure = 0;
  /** Commands within commands that run. */
  depth = 0;
  callDepth = 0;
  evaluations = 0;
  /** How often xtrace repeats the first character of PS4. */
  traceLevel = 1;
  /** Status of the last command substitution in the command that runs. */
  substitutionStatus: number | undefined;
  /** Descriptors of process substitutions whose command runs. */
  openSubstitutions: number[] = [];
  substitutionPids: number[] = [];
  readonly runningTraps = new Set<string>();
  /** Whether the function that runs has DEBUG and RETURN traps of its caller: functrace. */
  functionTracing = true;
  /** The status of the last DEBUG trap. */
  debugStatus = 0;
  /** The command for which the parent has made this subshell, after its DEBUG trap if it is a simple one. */
  forkedFor: Command | Subshell | undefined;
  /** A program has taken the shell's place: no traps any more. */
  isReplaced = false;
  #hashedPath: string | undefined;
  #forks = 0;

  constructor(kernel: Kernel, process: Process, start: ShellStart | RunningShell) {
    this.kernel = kernel;
    this.process = process;
    this.files = kernel.filesOf(process);
    this.name = start.name;
    this.isInteractive = start.isInteractive ?? false;
    this.readsCommandString = start.readsCommandString ?? false;
    this.readsStandardInput = start.readsStandardInput ?? false;
    const parent = start instanceof RunningShell ? start : undefined;
    this.jobTable = new JobTable(parent?.jobTable);
    if (parent) {
      this.options = { set: { ...parent.options.set }, shopt: { ...parent.options.shopt } };
      this.options.set.monitor = false;
      this.variables = parent.variables.fork(variablesHost(this));
      this.functions = new Map(parent.functions);
      this.aliases = new Map(parent.aliases);
      this.builtins = copyBuiltinState(parent.builtins);
      this.directoryStack = [...parent.directoryStack];
      this.hashed = new Map(parent.hashed);
      this.frames = [...parent.frames];
      this.bodies = parent.bodies;
      this.trees = parent.trees;
      this.mainPid = parent.mainPid;
      this.subshellLevel = parent.subshellLevel + 1;
      this.traps = new TrapTable(process, parent.traps, inheritedTraps(parent));
      this.positional = [...parent.positional];
      this.lastStatus = parent.lastStatus;
      this.lastBackgroundPid = parent.lastBackgroundPid;
      this.line = parent.line;
      this.source = parent.source;
      this.lastArgument = parent.lastArgument;
      this.pipeStatus = parent.pipeStatus;
      this.ignoringFailure = parent.ignoringFailure;
      this.callDepth = parent.callDepth;
      this.callId = parent.callId;
      this.currentCommand = parent.currentCommand;
      this.currentSource = parent.currentSource;
      this.evaluations = parent.evaluations;
      this.traceLevel = parent.traceLevel;
      this.functionTracing = parent.functionTracing;
      this.#hashedPath = parent.#hashedPath;
    } else {
      this.options = ("options" in start ? start.options : undefined) ?? defaultShellOptions();
      this.variables = new ShellVariables(variablesHost(this));
      this.functions = new Map();
      this.aliases = new Map();
      this.builtins = newBuiltinState();
      this.directoryStack = [];
      this.hashed = new Map();
      this.frames = [];
      this.bodies = new FunctionBodies();
      this.trees = new PreparedTrees();
      this.mainPid = process.pid;
      this.subshellLevel = 0;
      this.traps = new TrapTable(process);
    }
    this.traps.callId = () => this.callId;
    defineShellVariables(this);
    this.expansion = new ShellExpansion(this);
  }

  get jobs(): Job[] {
    return this.jobTable.jobs;
  }

  execute(node: PipelineNode | AndOr | CompoundList): MaybePromise<number> {
    return execute(this, node);
  }

  executeList(statements: readonly Statement[]): MaybePromise<number> {
    return executeList(this, statements);
  }

  executeCondition(list: CompoundList): MaybePromise<number> {
    return executeCondition(this, list);
  }

  evaluate(text: string, options?: { frame?: Frame; firstLine?: number; context?: string }): Promise<number> {
    return evaluate(this, text, options);
  }

  async run(statements: readonly Statement[]): Promise<number> {
    return executeList(this, statements);
  }

  async callCommand(args: readonly string[], only?: "builtin" | "program" | "no-functions"): Promise<number> {
    return invoke(this, only ? { args, only } : { args });
  }

  replaceProcess(args: readonly string[], options?: { name?: string; clearEnvironment?: boolean }): Promise<number> {
    return replaceProcess(this, args, options ?? {});
  }

  findProgram(name: string, path?: string): string | undefined {
    return findProgram(this, name, path);
  }

  refreshJobs(): void {
    this.jobTable.refresh(this);
  }

  waitForJob(job: Job): Promise<number> {
    return this.jobTable.wait(this, job);
  }

  runPendingTraps(): Promise<void> {
    return runPendingTraps(this);
  }

  /** Whether arguments of a command that look like assignments are some: `declare a=(1 2)`. */
  isDeclaration(name: string): boolean {
    return !this.functions.has(name) && findBuiltin(this, name)?.runDeclaration !== undefined;
  }

  defineFunction(node: FunctionNode): MaybePromise<number> {
    this.line = this.source.lineAt(node.pos);
    if (node.name.text.includes("$")) {
      return this.error(`\`${node.name.text}': not a valid identifier`).then(() => 1);
    }
    if (this.options.set.posix && BUILTINS.get(node.name.value)?.isSpecial) {
      return this.error(`\`${node.name.value}': is a special builtin`).then(() => {
        throw new ControlFlow("exit", 2);
      });
    }
    const frame = this.frames.at(-1);
    this.functions.set(
      node.name.value,
      this.bodies.define(node, this.source, frame?.source ?? (this.readsCommandString ? "environment" : this.name)),
    );
    return 0;
  }

  /** Runs something as a subshell, beside this shell. @returns its pid */
  forkShell(run: (shell: BashShell) => MaybePromise<number>, options: ForkOptions = {}): number {
    if (++this.#forks % 32 === 0) this.#reap();
    let shell: RunningShell | undefined;
    const child = this.kernel.fork(
      this.process,
      () => (shell ? runSubshell(shell, run) : 1),
      options.group === undefined ? undefined : { group: options.group },
    );
    shell = new RunningShell(this.kernel, child, this);
    if (options.isAsynchronous && !this.options.set.monitor) {
      child.setDisposition("SIGINT", "ignore");
      child.setDisposition("SIGQUIT", "ignore");
      if (!options.keepsInput) child.descriptors.set(0, this.files.open("/dev/null", { access: "read" }, 0));
    }
    options.prepare?.(child.descriptors);
    return child.pid;
  }

  closeSubstitutions(from: number): void {
    if (this.openSubstitutions.length <= from) return;
    const { descriptors } = this.process;
    for (const fd of this.openSubstitutions.splice(from)) if (descriptors.has(fd)) descriptors.close(fd);
  }

  /** Signals that have traps are not the program's business that is about to run. */
  resetSignals(process: Process): void {
    for (const [name, command] of this.traps) {
      if (command !== "" && isSignal(name)) process.setDisposition(name, "default");
    }
  }

  /** What was found along another PATH counts no more. */
  forgetIfPathChanged(): void {
    const path = this.variables.text("PATH");
    if (path !== this.#hashedPath) this.hashed.clear();
    this.#hashedPath = path;
  }

  /** Whether a function or a subshell has this trap of its caller. */
  runsTrap(name: "ERR" | "DEBUG" | "RETURN"): boolean {
    if (this.callDepth === 0 || this.traps.setIn(name) === this.callId) return true;
    return name === "ERR" ? this.options.set.errtrace : this.functionTracing;
  }

  absolutePath(path: string): string {
    return path.startsWith("/") ? path : `${this.process.cwd === "/" ? "" : this.process.cwd}/${path}`;
  }

  textFile(path: string): string {
    return decodeUtf8(this.files.readFile(path), "escape");
  }

  sourceOfFunction(shellFunction: ShellFunction): string {
    return this.bodies.of(shellFunction)?.file ?? "environment";
  }

  textOf(node: PipelineNode | AndOr | Command): string {
    if (node.type === "TestCommand") return `[[ ${testText(node.expression)} ]]`;
    return this.source.text.slice(node.pos, node.end);
  }

  /** What messages begin with: the file whose code runs. */
  messageName(): string {
    return this.frames.at(-1)?.source ?? this.name;
  }

  messageText(message: string): string {
    return this.isInteractive
      ? `${this.messageName()}: ${message}\n`
      : `${this.messageName()}: line ${this.line}: ${message}\n`;
  }

  async error(message: string): Promise<void> {
    await this.process.printError(this.messageText(message));
  }

  #reap(): void {
    this.refreshJobs();
    this.substitutionPids = this.substitutionPids.filter((pid) => !this.jobTable.hasEnded(this, pid));
  }
}

function inheritedTraps(parent: BashShell): string[] {
  const { errtrace, functrace } = parent.options.set;
  return [...(errtrace ? ["ERR"] : []), ...(functrace ? ["DEBUG", "RETURN"] : [])];
}

function isSignal(name: string): name is SignalName {
  return Object.hasOwn(SIGNALS, name);
}
