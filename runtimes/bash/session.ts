import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import type { BashShell } from "./execution/bash-shell.ts";
import { RunningShell } from "./execution/running-shell.ts";
import { checkShellData, SHELL_DATA_VERSION, type ShellData, type VariableData } from "./shell-data.ts";
import type { SetOption, ShoptOption } from "./state/shell-options.ts";
import type { Attributes } from "./state/variable.ts";

/** The state of a shell that is to go on in another call. What runs in it is not part of it. */
export function saveShell(shell: BashShell): ShellData {
  return {
    version: SHELL_DATA_VERSION,
    name: shell.name,
    cwd: shell.process.cwd,
    umask: shell.process.umask,
    lastStatus: shell.lastStatus,
    positional: [...shell.positional],
    setOptions: namesOf(shell.options.set),
    shoptOptions: namesOf(shell.options.shopt),
    variables: saveVariables(shell),
    functions: [...shell.functions.values()],
    aliases: [...shell.aliases],
    traps: [...shell.traps],
    directoryStack: [...shell.directoryStack],
  };
}

function namesOf(options: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(options).filter((name) => options[name]);
}

function saveVariables(shell: BashShell): VariableData[] {
  const saved: VariableData[] = [];
  for (const [name, cell] of shell.variables.scopes[0]?.cells ?? []) {
    if (cell.special) continue;
    const { value } = cell;
    const attributes = lettersOf(cell.attributes);
    switch (value.kind) {
      case "unset":
        saved.push({
          name,
          attributes,
          value: value.array ? { kind: "unset", array: value.array } : { kind: "unset" },
        });
        break;
      case "scalar":
        saved.push({ name, attributes, value: { kind: "scalar", text: value.text } });
        break;
      case "indexed":
        saved.push({ name, attributes, value: { kind: "indexed", items: [...value.items] } });
        break;
      case "associative":
        saved.push({ name, attributes, value: { kind: "associative", items: [...value.items] } });
        break;
    }
  }
  return saved;
}

function lettersOf(attributes: Attributes): string {
  const { exported, readonly, integer, nameref, trace, letterCase } = attributes;
  const flags = { x: exported, r: readonly, i: integer, n: nameref, t: trace };
  return namesOf(flags).join("") + (letterCase === undefined ? "" : letterCase.slice(0, 1));
}

/** A shell that goes on where another one was. @throws ShellDataError if that is not what {@link saveShell} gives */
export function restoreShell(kernel: Kernel, process: Process, stored: unknown): BashShell {
  const data = checkShellData(stored);
  process.cwd = data.cwd;
  process.umask = data.umask;
  const shell = new RunningShell(kernel, process, { name: data.name, readsCommandString: true });
  for (const name of Object.keys(shell.options.set) as SetOption[])
    shell.options.set[name] = data.setOptions.includes(name);
  for (const name of Object.keys(shell.options.shopt) as ShoptOption[]) {
    shell.options.shopt[name] = data.shoptOptions.includes(name);
  }
  for (const variable of data.variables) restoreVariable(shell, variable);
  for (const each of data.functions) shell.functions.set(each.name, each);
  for (const [name, text] of data.aliases) shell.aliases.set(name, text);
  for (const [name, command] of data.traps) shell.traps.set(name, command);
  shell.directoryStack.push(...data.directoryStack);
  shell.positional = [...data.positional];
  shell.lastStatus = data.lastStatus;
  return shell;
}

function restoreVariable(shell: BashShell, { name, attributes, value }: VariableData): void {
  const { variables } = shell;
  const known = variables.getWithoutNameref(name);
  if (known?.attributes.readonly) return;
  if (value.kind === "unset") {
    variables.setAttributes(name, {}, "global");
    if (value.array) variables.makeArray(name, value.array, "global");
  } else if (value.kind === "scalar") variables.assignValue(name, value);
  else if (value.kind === "indexed") variables.assignValue(name, { kind: "indexed", items: new Map(value.items) });
  else variables.assignValue(name, { kind: "associative", items: new Map(value.items) });
  const has = (letter: string): boolean => attributes.includes(letter);
  variables.setAttributes(
    name,
    {
      exported: has("x"),
      integer: has("i"),
      trace: has("t"),
      letterCase: has("l") ? "lower" : has("u") ? "upper" : has("c") ? "capitalize" : undefined,
      nameref: has("n"),
      readonly: has("r"),
    },
    "global",
  );
}
