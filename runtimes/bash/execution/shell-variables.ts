import type { FileTime } from "../../kernel/file-times.ts";
import { evaluateAssigned } from "../expansion/arithmetic.ts";
import { expandSubscriptNow } from "../expansion/assignment.ts";
import { SET_OPTIONS, type SetOption, SHOPT_OPTIONS, type ShoptOption } from "../state/shell-options.ts";
import { ShellVariables } from "../state/shell-variables.ts";
import { computed, IDENTITY, RandomNumber, Seconds, type SpecialVariable, scalar } from "../state/special-variables.ts";
import type { Value } from "../state/variable.ts";
import type { VariablesHost } from "../state/variables.ts";
import type { BashShell } from "./bash-shell.ts";

/** What variables are computed from. */
type ComputingShell = Pick<
  BashShell,
  | "aliases"
  | "commandText"
  | "currentCommand"
  | "currentSource"
  | "directoryStack"
  | "expansion"
  | "frames"
  | "hashed"
  | "kernel"
  | "line"
  | "name"
  | "options"
  | "pipeStatus"
  | "process"
  | "subshellLevel"
  | "textOf"
>;

/** A shell as its variables see it, with what RANDOM and SECONDS keep: those of a subshell go on by themselves. */
export class ShellVariablesHost implements VariablesHost {
  readonly shell: ComputingShell;
  readonly seconds: Seconds;
  #random: RandomNumber | undefined;

  constructor(shell: ComputingShell, parent?: ShellVariablesHost) {
    this.shell = shell;
    this.seconds = parent ? parent.seconds.fork() : new Seconds(() => shell.kernel.now());
  }

  get random(): RandomNumber {
    this.#random ??= new RandomNumber(this.random32());
    return this.#random;
  }

  random32(): number {
    return new DataView(this.shell.kernel.random(4).slice().buffer).getUint32(0);
  }

  evaluateInteger(text: string): bigint {
    return evaluateAssigned(text, this.shell.expansion);
  }

  expandSubscript(text: string): string {
    return expandSubscriptNow(text, this.shell.expansion);
  }

  warn(message: string): void {
    this.shell.expansion.warn(message).catch(() => undefined);
  }

  isExportingAll(): boolean {
    return this.shell.options.set.allexport;
  }

  option(name: "localvar_inherit" | "localvar_unset"): boolean {
    return this.shell.options.shopt[name];
  }
}

/** The variables of a new shell: those that bash knows. */
export function newShellVariables(host: ShellVariablesHost): ShellVariables {
  known ??= knownVariables();
  return known.copy(host);
}

let known: ShellVariables | undefined;

function knownVariables(): ShellVariables {
  const variables = new ShellVariables({ evaluateInteger: () => 0n });
  for (const [name, value] of Object.entries(IDENTITY)) variables.assignValue(name, value);
  for (const [name, special] of Object.entries(SPECIAL)) variables.define(name, special);
  for (const [name, value] of Object.entries(VALUES)) variables.define(name, asked(value));
  for (const [name, value] of Object.entries(FIXED))
    variables.define(name, asked(value, { readonly: true, integer: true }));
  for (const name of ["set", "shopt"] as const)
    variables.define(
      name === "set" ? "SHELLOPTS" : "BASHOPTS",
      asked((shell) => scalar(optionNames(shell, name)), { readonly: true }),
    );
  return variables;
}

function hostOf(host: VariablesHost): ShellVariablesHost {
  if (!(host instanceof ShellVariablesHost)) throw new TypeError("no shell to compute a variable from");
  return host;
}

function asked(value: (shell: ComputingShell) => Value, attributes?: SpecialVariable["attributes"]): SpecialVariable {
  return computed((host) => value(hostOf(host).shell), attributes);
}

const SPECIAL: Readonly<Record<string, SpecialVariable>> = {
  RANDOM: {
    attributes: { integer: true },
    value: (host) => hostOf(host).random.value(),
    assign: (text, host) => hostOf(host).random.assign(text),
  },
  SRANDOM: computed((host) => scalar(String(hostOf(host).random32() >>> 0)), { integer: true }),
  SECONDS: {
    attributes: { integer: true },
    value: (host) => hostOf(host).seconds.value(),
    assign: (text, host) => hostOf(host).seconds.assign(text),
  },
  BASH_ALIASES: {
    value: (host) => associative(hostOf(host).shell.aliases),
    assignKey: (name, text, host) => hostOf(host).shell.aliases.set(name, text),
  },
  BASH_CMDS: {
    value: (host) => associative([...hostOf(host).shell.hashed].map(([name, { path }]) => [name, path] as const)),
    assignKey: (name, path, host) => hostOf(host).shell.hashed.set(name, { path, hits: 0 }),
  },
  BASH_ARGV0: {
    value: (host) => scalar(hostOf(host).shell.name),
    assign: (text, host) => {
      hostOf(host).shell.name = text;
    },
  },
};

const FIXED: Readonly<Record<string, (shell: ComputingShell) => Value>> = {
  UID: () => scalar("0"),
  EUID: () => scalar("0"),
  PPID: (shell) => scalar(String(shell.process.ppid)),
};

const UNSET: Value = { kind: "unset" };

const VALUES: Readonly<Record<string, (shell: ComputingShell) => Value>> = {
  EPOCHSECONDS: ({ kernel }) => scalar(String(Math.floor(kernel.now() / 1000))),
  EPOCHREALTIME: ({ kernel }) => scalar(secondsText(kernel.time())),
  GROUPS: () => indexed(["0"]),
  LINENO: (shell) => scalar(String(shell.line)),
  BASHPID: (shell) => scalar(String(shell.process.pid)),
  BASH_SUBSHELL: (shell) => scalar(String(shell.subshellLevel)),
  BASH_COMMAND: (shell) =>
    scalar(shell.commandText ?? (shell.currentCommand ? shell.textOf(shell.currentCommand, shell.currentSource) : "")),
  PIPESTATUS: ({ pipeStatus }) => indexed((typeof pipeStatus === "number" ? [pipeStatus] : pipeStatus).map(String)),
  DIRSTACK: (shell) => indexed([shell.process.cwd, ...shell.directoryStack]),
  FUNCNAME: (shell) =>
    shell.frames.some((frame) => frame.kind === "function")
      ? indexed(shell.frames.map((frame) => frame.name).reverse())
      : UNSET,
  BASH_SOURCE: (shell) =>
    shell.frames.length > 0 ? indexed(shell.frames.map((frame) => frame.source).reverse()) : UNSET,
  BASH_LINENO: (shell) =>
    shell.frames.length > 0 ? indexed(shell.frames.map((frame) => String(frame.callLine)).reverse()) : UNSET,
};

/** Cut to microseconds. */
function secondsText({ ms, ns }: FileTime): string {
  const seconds = Math.floor(ms / 1000);
  return `${seconds}.${String((ms - seconds * 1000) * 1000 + Math.floor(ns / 1000)).padStart(6, "0")}`;
}

function indexed(items: readonly string[]): Value {
  return { kind: "indexed", items: new Map(items.entries()) };
}

function associative(items: Iterable<readonly [string, string]>): Value {
  return { kind: "associative", items: new Map(items) };
}

function optionNames(shell: ComputingShell, of: "set" | "shopt"): string {
  const names =
    of === "set"
      ? Object.keys(SET_OPTIONS).filter((name) => shell.options.set[name as SetOption])
      : Object.keys(SHOPT_OPTIONS).filter((name) => shell.options.shopt[name as ShoptOption]);
  return names.join(":");
}
