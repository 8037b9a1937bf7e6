import type { ParsedScript } from "unbash";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { ExpansionContext } from "../expansion/context.ts";
import type { ParsedTexts } from "../expansion/parsed-texts.ts";
import type { ShellOptions } from "../state/shell-options.ts";
import type { Variables } from "../state/variables.ts";
import type { BashShell } from "./bash-shell.ts";
import { optionLetters } from "./option-letters.ts";
import { commandSubstitution, processSubstitution } from "./substitutions.ts";

/** What expansion is given of a shell. */
export class ShellExpansion implements ExpansionContext {
  readonly #shell: BashShell;
  readonly variables: Variables;
  readonly options: ShellOptions;
  readonly files: FileSystem;
  readonly parsed: ParsedTexts;

  constructor(shell: BashShell) {
    this.#shell = shell;
    this.variables = shell.variables;
    this.options = shell.options;
    this.files = shell.files;
    this.parsed = shell.trees.texts;
  }

  get positional(): readonly string[] {
    return this.#shell.positional;
  }

  get cwd(): string {
    return this.#shell.process.cwd;
  }

  special(name: "0" | "?" | "$" | "!" | "-" | "_" | "#" | "@" | "*"): string | undefined {
    const shell = this.#shell;
    switch (name) {
      case "0":
        return shell.name;
      case "?":
        return String(shell.lastStatus);
      case "$":
        return String(shell.mainPid);
      case "!":
        return shell.lastBackgroundPid === undefined ? undefined : String(shell.lastBackgroundPid);
      case "-":
        return optionLetters(shell);
      case "#":
        return String(shell.positional.length);
      case "_":
        return shell.lastArgument;
      case "@":
      case "*":
        return shell.positional.join(" ");
    }
  }

  commandSubstitution(script: ParsedScript): Promise<string> {
    return commandSubstitution(this.#shell, script);
  }

  async processSubstitution(script: ParsedScript, operator: "<" | ">"): Promise<string> {
    return processSubstitution(this.#shell, script, operator);
  }

  homeOf(user: string): string | undefined {
    if (user === "") return "/root";
    const [, sign, digits] = /^([+-]?)(\d+)$/.exec(user) ?? [];
    if (digits !== undefined) {
      const directories = [this.#shell.process.cwd, ...this.#shell.directoryStack];
      return directories[sign === "-" ? directories.length - 1 - Number(digits) : Number(digits)];
    }
    let passwd: string;
    try {
      passwd = this.#shell.textFile("/etc/passwd");
    } catch {
      return user === "root" ? "/root" : undefined;
    }
    for (const line of passwd.split("\n")) {
      const fields = line.split(":");
      if (fields[0] === user) return fields[5];
    }
    return user === "root" ? "/root" : undefined;
  }

  warn(message: string): Promise<void> {
    return this.#shell.error(message);
  }

  checkpoint(): Promise<void> | void {
    return this.#shell.process.checkpoint();
  }
}
