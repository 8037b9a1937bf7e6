import type { Command, Statement, Subshell } from "unbash";
import type { FileSystem, Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { type BuiltinState, copyBuiltinState, newBuiltinState } from "../builtins/builtin-state.ts";
import type { ExpansionContext } from "../expansion/context.ts";
import { defaultShellOptions, type ShellOptions } from "../state/shell-options.ts";
import type { ShellVariables } from "../state/shell-variables.ts";
import { SourceText } from "../tree/source-text.ts";
import type { BashShell, ShellStart, ShownCommand } from "./bash-shell.ts";
import { FunctionBodies } from "./function-bodies.ts";
import { JobTable } from "./job-table.ts";
import { PreparedTrees } from "./prepared-trees.ts";
import type { Frame, ShellFunction } from "./shell.ts";
import { newShellVariables, ShellVariablesHost } from "./shell-variables.ts";
import { TrapTable } from "./traps.ts";

/** What a shell is made of, and what a subshell has of it from the start. */
export abstract class ShellState {
  readonly kernel: Kernel;
  readonly process: Process;
  readonly files: FileSystem;
  readonly variables: ShellVariables;
  readonly variablesHost: ShellVariablesHost;
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
  abstract readonly expansion: ExpansionContext;
  abstract textOf(...args: Parameters<BashShell["textOf"]>): string;
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
  /** The command that runs, or ran last, but for those of traps: what BASH_COMMAND shows. */
  currentCommand: ShownCommand | undefined;
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
  /** A line of `-c` that is one command. If it only assigns, bash leaves what it substitutes open for the next lines. */
  lineCommand: Statement["command"] | undefined;
  readonly runningTraps = new Set<string>();
  /** Whether the function that runs has DEBUG and RETURN traps of its caller: functrace. */
  functionTracing = true;
  /** The status of the last DEBUG trap. */
  debugStatus = 0;
  /** The command for which the parent has made this subshell, after its DEBUG trap if it is a simple one. */
  forkedFor: Command | Subshell | undefined;
  /** A program has taken the shell's place: no traps any more. */
  isReplaced = false;
  /** The PATH along which {@link hashed} was found. */
  hashedPath: string | undefined;

  constructor(kernel: Kernel, process: Process, start: ShellStart | ShellState) {
    this.kernel = kernel;
    this.process = process;
    this.files = kernel.filesOf(process);
    this.name = start.name;
    this.isInteractive = start.isInteractive ?? false;
    this.readsCommandString = start.readsCommandString ?? false;
    this.readsStandardInput = start.readsStandardInput ?? false;
    const parent = start instanceof ShellState ? start : undefined;
    this.jobTable = new JobTable(parent?.jobTable);
    this.variablesHost = new ShellVariablesHost(this, parent?.variablesHost);
    if (parent) {
      this.options = { set: { ...parent.options.set }, shopt: { ...parent.options.shopt } };
      this.options.set.monitor = false;
      this.variables = parent.variables.fork(this.variablesHost);
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
      this.traps = new TrapTable(process, this, parent.traps, inheritedTraps(parent));
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
      this.hashedPath = parent.hashedPath;
    } else {
      this.options = ("options" in start ? start.options : undefined) ?? defaultShellOptions();
      this.variables = newShellVariables(this.variablesHost);
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
      this.traps = new TrapTable(process, this);
    }
  }
}

function inheritedTraps(parent: ShellState): string[] {
  const { errtrace, functrace } = parent.options.set;
  return [...(errtrace ? ["ERR"] : []), ...(functrace ? ["DEBUG", "RETURN"] : [])];
}
