import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { type Options, parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import {
  changeSetOption,
  changeShoptOption,
  isSetOption,
  isShoptOption,
  SET_NAMES,
  SHOPT_NAMES,
  setCommandLine,
  shoptCommandLine,
  stateLine,
} from "./set-options.ts";

export const shopt = defineBuiltin({
  name: "shopt",
  usage: "shopt [-pqsu] [-o] [optname ...]",
  summary: "Sets and shows options of the shell.",
  run(shell, args, process) {
    const options = parseOptions(args, "psuoq");
    if (options.has("s") && options.has("u"))
      throw new BuiltinFailure("cannot set and unset shell options simultaneously");
    const kind = options.has("o") ? new SetKind(shell) : new ShoptKind(shell);
    const changes = options.has("s") || options.has("u");
    if (options.operands.length > 0 && changes) return change(shell, kind, options.operands, options.has("s"));
    return show(shell, kind, options, process);
  },
});

/** `-o` works on the options of `set`. */
interface OptionKind {
  readonly names: readonly string[];
  readonly unknown: string;
  has(name: string): boolean;
  get(name: string): boolean;
  set(name: string, isOn: boolean): void;
  commandLine(name: string, isOn: boolean): string;
}

class SetKind implements OptionKind {
  readonly names = SET_NAMES;
  readonly unknown = "invalid option name";
  readonly commandLine = setCommandLine;
  readonly has = isSetOption;
  readonly #shell: Shell;
  constructor(shell: Shell) {
    this.#shell = shell;
  }
  get(name: string): boolean {
    return isSetOption(name) && this.#shell.options.set[name];
  }
  set(name: string, isOn: boolean): void {
    if (isSetOption(name)) changeSetOption(this.#shell, name, isOn);
  }
}

class ShoptKind implements OptionKind {
  readonly names = SHOPT_NAMES;
  readonly unknown = "invalid shell option name";
  readonly commandLine = shoptCommandLine;
  readonly has = isShoptOption;
  readonly #shell: Shell;
  constructor(shell: Shell) {
    this.#shell = shell;
  }
  get(name: string): boolean {
    return isShoptOption(name) && this.#shell.options.shopt[name];
  }
  set(name: string, isOn: boolean): void {
    if (isShoptOption(name)) changeShoptOption(this.#shell, name, isOn);
  }
}

async function change(shell: Shell, kind: OptionKind, names: readonly string[], isOn: boolean): Promise<number> {
  let status = 0;
  for (const name of names) {
    if (kind.has(name)) kind.set(name, isOn);
    else {
      await shell.error(`shopt: ${name}: ${kind.unknown}`);
      status = 1;
    }
  }
  return status;
}

async function show(shell: Shell, kind: OptionKind, options: Options, process: Process): Promise<number> {
  const names = options.operands.length > 0 ? options.operands : kind.names;
  const line = options.has("p") ? kind.commandLine.bind(kind) : stateLine;
  let status = 0;
  let text = "";
  for (const name of names) {
    if (!kind.has(name)) {
      await shell.error(`shopt: ${name}: ${kind.unknown}`);
      status = 1;
      continue;
    }
    const isOn = kind.get(name);
    if (options.has("s") && !isOn) continue;
    if (options.has("u") && isOn) continue;
    if (!isOn && options.operands.length > 0) status = 1;
    if (!options.has("q")) text += line(name, isOn);
  }
  return (await printOutput(shell, process, "shopt", text)) || status;
}
