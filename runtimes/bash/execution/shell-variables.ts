import { evaluateAssigned } from "../expansion/arithmetic.ts";
import { expandSubscriptNow } from "../expansion/assignment.ts";
import { SET_OPTIONS, type SetOption, SHOPT_OPTIONS, type ShoptOption } from "../state/shell-options.ts";
import { clockVariables, computed, IDENTITY, scalar } from "../state/special-variables.ts";
import type { Value } from "../state/variable.ts";
import type { VariablesHost } from "../state/variables.ts";
import type { BashShell } from "./bash-shell.ts";

export function variablesHost(shell: Pick<BashShell, "expansion" | "options">): VariablesHost {
  return {
    expandSubscript: (text) => expandSubscriptNow(text, shell.expansion),
    evaluateInteger: (text) => evaluateAssigned(text, shell.expansion),
    warn: (message) => {
      shell.expansion.warn(message).catch(() => undefined);
    },
    isExportingAll: () => shell.options.set.allexport,
    option: (name) => shell.options.shopt[name],
  };
}

/** Variables whose value the shell knows. Those of the clock stay as they were in the parent of a subshell. */
export function defineShellVariables(shell: BashShell): void {
  const { variables } = shell;
  if (shell.subshellLevel === 0) {
    const random32 = (): number => new DataView(shell.kernel.random(4).slice().buffer).getUint32(0);
    for (const [name, special] of clockVariables(() => shell.kernel.now(), random32)) variables.define(name, special);
    for (const [name, value] of Object.entries(IDENTITY)) variables.assignValue(name, value);
    variables.define(
      "UID",
      computed(() => scalar("0"), { readonly: true, integer: true }),
    );
    variables.define(
      "EUID",
      computed(() => scalar("0"), { readonly: true, integer: true }),
    );
    variables.define(
      "PPID",
      computed(() => scalar(String(shell.process.ppid)), { readonly: true, integer: true }),
    );
    variables.define(
      "GROUPS",
      computed(() => indexed(["0"])),
    );
  }
  for (const [name, value] of Object.entries(VALUES))
    variables.define(
      name,
      computed(() => value(shell)),
    );
  variables.define("BASH_ARGV0", {
    value: () => scalar(shell.name),
    assign: (text) => {
      shell.name = text;
    },
  });
  variables.define("BASH_ALIASES", {
    value: () => associative(shell.aliases),
    assignKey: (name, text) => shell.aliases.set(name, text),
  });
  variables.define("BASH_CMDS", {
    value: () => associative([...shell.hashed].map(([name, { path }]) => [name, path] as const)),
    assignKey: (name, path) => shell.hashed.set(name, { path, hits: 0 }),
  });
  variables.define(
    "SHELLOPTS",
    computed(() => scalar(optionNames(shell, "set")), { readonly: true }),
  );
  variables.define(
    "BASHOPTS",
    computed(() => scalar(optionNames(shell, "shopt")), { readonly: true }),
  );
}

const UNSET: Value = { kind: "unset" };

const VALUES: Readonly<Record<string, (shell: BashShell) => Value>> = {
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

function indexed(items: readonly string[]): Value {
  return { kind: "indexed", items: new Map(items.entries()) };
}

function associative(items: Iterable<readonly [string, string]>): Value {
  return { kind: "associative", items: new Map(items) };
}

function optionNames(shell: BashShell, of: "set" | "shopt"): string {
  const names =
    of === "set"
      ? Object.keys(SET_OPTIONS).filter((name) => shell.options.set[name as SetOption])
      : Object.keys(SHOPT_OPTIONS).filter((name) => shell.options.shopt[name as ShoptOption]);
  return names.join(":");
}
