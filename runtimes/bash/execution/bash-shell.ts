import type {
  AndOr,
  ArithmeticCommand,
  Command,
  CompoundList,
  Function as FunctionNode,
  PipelineNode,
  Statement,
  Subshell,
  TestCommand,
} from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { FileSystem, Kernel, SpawnOptions } from "../../kernel/kernel.ts";
import type { DescriptorTable, Process } from "../../kernel/process.ts";
import type { BuiltinState } from "../builtins/builtin-state.ts";
import type { ExpansionContext } from "../expansion/context.ts";
import type { ShellOptions } from "../state/shell-options.ts";
import type { ShellVariables } from "../state/shell-variables.ts";
import type { SourceText } from "../tree/source-text.ts";
import type { FunctionBodies } from "./function-bodies.ts";
import type { PreparedTrees } from "./prepared-trees.ts";
import type { Frame, Job, Shell, ShellFunction } from "./shell.ts";
import type { TrapTable } from "./traps.ts";

/** Commands that contain no others. */
export type ShownCommand = Command | TestCommand | ArithmeticCommand;

export interface ShellStart {
  /** `$0` */
  readonly name: string;
  readonly options?: ShellOptions;
  readonly readsCommandString?: boolean;
  readonly readsStandardInput?: boolean;
  readonly isInteractive?: boolean;
}

export interface ForkOptions extends SpawnOptions {
  /** Sets the child's descriptors. */
  readonly prepare?: (descriptors: DescriptorTable) => void;
  /** It runs beside the shell: interrupts from a keyboard are not for it, and its input is empty unless it is given one. */
  readonly isAsynchronous?: boolean;
  readonly keepsInput?: boolean;
}

/** One shell, or a subshell of one, as the parts of execution see it. */
export interface BashShell extends Shell {
  readonly kernel: Kernel;
  readonly process: Process;
  readonly files: FileSystem;
  readonly variables: ShellVariables;
  readonly options: ShellOptions;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  readonly traps: TrapTable;
  /** What runs in the background. */
  readonly jobTable: { readonly jobs: Job[]; add(pids: readonly number[], command: string, pgid: number): Job };
  readonly builtins: BuiltinState;
  readonly directoryStack: string[];
  readonly hashed: Map<
    string,
    {
      readonly path: string;
      hits: number;
    }
  >;
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
  positional: string[];
  lastStatus: number;
  lastBackgroundPid: number | undefined;
  line: number;
  loopDepth: number;
  /** What the positions of the tree that runs index. */
  source: SourceText;
  /** `$_` */
  lastArgument: string;
  /** What BASH_COMMAND shows, if it is no simple command. */
  commandText: string | undefined;
  /** The command that runs, or ran last, but for those of traps: what BASH_COMMAND shows. */
  currentCommand: ShownCommand | undefined;
  currentSource: SourceText;
  /** Tells apart the calls of functions that run. */
  callId: number;
  hadSyntaxError: boolean;
  /** PIPESTATUS; a number is a single one. */
  pipeStatus: number | readonly number[];
  /** Above 0 where a failure ends nothing: in conditions, before `&&` and `||`, after `!`. */
  ignoringFailure: number;
  /** Commands within commands that run. */
  depth: number;
  callDepth: number;
  evaluations: number;
  /** How often xtrace repeats the first character of PS4. */
  traceLevel: number;
  /** Status of the last command substitution in the command that runs. */
  substitutionStatus: number | undefined;
  /** Descriptors of process substitutions whose command runs. */
  openSubstitutions: number[];
  substitutionPids: number[];
  /** A line of `-c` that is one command. If it only assigns, bash leaves what it substitutes open for the next lines. */
  lineCommand: Statement["command"] | undefined;
  readonly runningTraps: Set<string>;
  /** Whether the function that runs has DEBUG and RETURN traps of its caller: functrace. */
  functionTracing: boolean;
  /** The status of the last DEBUG trap. */
  debugStatus: number;
  /** The command for which the parent has made this subshell, after its DEBUG trap if it is a simple one. */
  forkedFor: Command | Subshell | undefined;
  /** A program has taken the shell's place: no traps any more. */
  isReplaced: boolean;
  execute(node: PipelineNode | AndOr | CompoundList): MaybePromise<number>;
  executeList(statements: readonly Statement[]): MaybePromise<number>;
  executeCondition(list: CompoundList): MaybePromise<number>;
  evaluate(
    text: string,
    options?: {
      frame?: Frame;
      firstLine?: number;
      context?: string;
    },
  ): Promise<number>;
  run(statements: readonly Statement[]): Promise<number>;
  callCommand(args: readonly string[], only?: "builtin" | "program" | "no-functions"): Promise<number>;
  replaceProcess(
    args: readonly string[],
    options?: {
      name?: string;
      clearEnvironment?: boolean;
    },
  ): Promise<number>;
  findProgram(name: string, path?: string): string | undefined;
  refreshJobs(): void;
  waitForJob(job: Job, isForeground?: boolean): Promise<number>;
  runPendingTraps(): Promise<void>;
  /** Whether arguments of a command that look like assignments are some: `declare a=(1 2)`. */
  isDeclaration(name: string): boolean;
  defineFunction(node: FunctionNode): MaybePromise<number>;
  /** Runs something as a subshell, beside this shell. @returns its pid */
  forkShell(run: (shell: BashShell) => MaybePromise<number>, options?: ForkOptions): number;
  closeSubstitutions(from: number): void;
  /** Signals that have traps are not the program's business that is about to run. */
  resetSignals(process: Process): void;
  /** What was found along another PATH counts no more. */
  forgetIfPathChanged(): void;
  /** Whether a function or a subshell has this trap of its caller. */
  runsTrap(name: "ERR" | "DEBUG" | "RETURN"): boolean;
  absolutePath(path: string): string;
  textFile(path: string): string;
  /** A command as bash prints it; `source` is the text that its positions index, if that is not the one that runs. */
  textOf(node: PipelineNode | AndOr | Command, source?: SourceText): string;
  /** What messages begin with: the file whose code runs. */
  messageName(): string;
  messageText(message: string): string;
  error(message: string): Promise<void>;
}
