import type { AndOr, Command, CompoundList, Function as FunctionNode, PipelineNode, Statement } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SIGNALS, type SignalName } from "../../kernel/signals.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { BUILTINS } from "../builtins/table.ts";
import type { ExpansionContext } from "../expansion/context.ts";
import { CommandPrinter } from "../tree/command-printer.ts";
import type { BashShell, ForkOptions, ShellStart } from "./bash-shell.ts";
import { evaluate } from "./evaluate.ts";
import { execute, executeCondition, executeList } from "./execute.ts";
import { findBuiltin, invoke } from "./invoke.ts";
import { findProgram, replaceProcess } from "./programs.ts";
import { ControlFlow, type Frame, type Job } from "./shell.ts";
import { ShellExpansion } from "./shell-expansion.ts";
import { ShellState } from "./shell-state.ts";
import { runSubshell } from "./subshell-run.ts";
import { runPendingTraps } from "./trap-runner.ts";

/** One shell, or a subshell of one. */
export class RunningShell extends ShellState implements BashShell {
  readonly expansion: ExpansionContext;
  #forks = 0;

  constructor(kernel: Kernel, process: Process, start: ShellStart | RunningShell) {
    super(kernel, process, start);
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

  tellOfJobs(): Promise<void> {
    return this.jobTable.tell(this);
  }

  waitForJob(job: Job, isForeground?: boolean): Promise<number> {
    return this.jobTable.wait(this, job, isForeground);
  }

  runPendingTraps(): Promise<void> {
    return runPendingTraps(this);
  }

  /** Whether arguments of a command that look like assignments are some: `declare a=(1 2)`. */
  isDeclaration(name: string): boolean {
    return !this.functions.has(name) && findBuiltin(this, name)?.runDeclaration !== undefined;
  }

  defineFunction(node: FunctionNode): MaybePromise<number> {
    this.line = this.source.lineOf(node);
    if (node.name.text.includes("$")) {
      return this.error(`\`${node.name.text}': not a valid identifier`).then(() => 1);
    }
    if (this.options.set.posix && BUILTINS.get(node.name.value)?.isSpecial) {
      return this.error(`\`${node.name.value}': is a special builtin`).then(() => {
        throw new ControlFlow("exit", 2);
      });
    }
    if (this.functions.get(node.name.value)?.isReadonly)
      return this.error(`${node.name.value}: readonly function`).then(() => 1);
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
    if (this.hashedPath !== undefined && path !== this.hashedPath) this.hashed.clear();
    this.hashedPath = path;
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

  textOf(node: PipelineNode | AndOr | Command, source = this.source): string {
    const printer = new CommandPrinter(source.text);
    printer.command(node);
    return printer.text;
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

function isSignal(name: string): name is SignalName {
  return Object.hasOwn(SIGNALS, name);
}
