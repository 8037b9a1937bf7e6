import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { type Assignment, type Command, type ParsedScript, parse, type Word } from "unbash";
import { evaluateAssigned, evaluateBody, evaluateInteger } from "../../../runtimes/bash/expansion/arithmetic.ts";
import { expandAssignment } from "../../../runtimes/bash/expansion/assignment.ts";
import type { ExpansionContext } from "../../../runtimes/bash/expansion/context.ts";
import { ExpansionError } from "../../../runtimes/bash/expansion/expansion-error.ts";
import { ParsedTexts } from "../../../runtimes/bash/expansion/parsed-texts.ts";
import {
  expandHereDoc,
  expandPattern,
  expandRegex,
  expandToText,
  expandWords,
} from "../../../runtimes/bash/expansion/words.ts";
import { defaultShellOptions, type SetOption, type ShoptOption } from "../../../runtimes/bash/state/shell-options.ts";
import { ShellVariables } from "../../../runtimes/bash/state/shell-variables.ts";
import type { Attributes } from "../../../runtimes/bash/state/variable.ts";
import { VariableError } from "../../../runtimes/bash/state/variables.ts";
import { type FileStatus, plainStatus } from "../../../runtimes/kernel/description.ts";
import type { FileSystem } from "../../../runtimes/kernel/kernel.ts";
import { SystemError } from "../../../runtimes/kernel/system-error.ts";

/** Ends the script. */
class Ended extends Error {}

/**
 * Just enough of a shell to run tables of expansions: assignments, `show` (each argument in angle brackets), `set`, `shopt`,
 * `declare`, `unset`, `[[ ]]`, `case`, `(( ))`, functions of none. A line is given up at an error, as in bash.
 */
export class FakeShell {
  output = "";
  status = 0;
  readonly #context: ExpansionContext;
  readonly #variables: ShellVariables;
  #positional: string[] = [];

  constructor(cwd: string, environment: Readonly<Record<string, string>> = {}) {
    const variables = new ShellVariables({ evaluateInteger: (text) => evaluateAssigned(text, this.#context) });
    this.#variables = variables;
    for (const [name, text] of Object.entries(environment)) {
      variables.assign(name, text);
      variables.setAttributes(name, { exported: true }, "nearest");
    }
    variables.assign("PWD", cwd);
    variables.assign("IFS", " \t\n");
    const shell = this;
    this.#context = {
      variables,
      options: defaultShellOptions(),
      files: realFiles(),
      parsed: new ParsedTexts(),
      get positional() {
        return shell.#positional;
      },
      cwd,
      special: (name) => ({ "0": "bash", "?": String(this.status), $: "1", "-": "hBc" })[name as string],
      commandSubstitution: async (script) => this.#substituted(script),
      processSubstitution: async () => "/dev/fd/63",
      homeOf: (user) => (user === "root" ? "/root" : user === "" ? "/home/u" : undefined),
      warn: async (message) => {
        this.#print(`bash: line 1: ${message}\n`);
      },
      checkpoint: () => undefined,
    };
  }

  async run(script: string): Promise<void> {
    try {
      await this.#lines(parse(script), script);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    }
  }

  /** Commands of one line end together, when one of them fails to expand. */
  async #lines(script: ParsedScript, source: string): Promise<void> {
    let failedUntil = -1;
    for (const statement of script.commands) {
      if (statement.pos < failedUntil) continue;
      try {
        await this.#command(statement.command);
      } catch (error) {
        if (!(error instanceof ExpansionError || error instanceof VariableError)) throw error;
        this.#print(`bash: line 1: ${error instanceof VariableError ? `${error.variable}: ` : ""}${error.message}\n`);
        this.status = error instanceof ExpansionError ? error.status : 1;
        if (error instanceof ExpansionError && error.ends === "shell") throw new Ended();
        const newline = source.indexOf("\n", statement.pos);
        failedUntil = newline < 0 ? source.length : newline;
      }
    }
  }

  async #command(node: ParsedScript["commands"][number]["command"]): Promise<void> {
    if (node.type === "AndOr") {
      for (const [index, command] of node.commands.entries()) {
        const operator = index === 0 ? "&&" : node.operators[index - 1];
        if (index === 0 || (operator === "&&") === (this.status === 0)) await this.#command(command);
      }
    } else if (node.type === "Command") await this.#simple(node);
    else if (node.type === "ArithmeticCommand") {
      try {
        this.status = (await evaluateBody(node.body, this.#context)) === 0n ? 1 : 0;
      } catch (error) {
        if (error instanceof VariableError) this.#print(`bash: line 1: ${error.variable}: ${error.message}\n`);
        else if (!(error instanceof ExpansionError) || error.ends === "shell") throw error;
        else this.#print(`bash: line 1: ((: ${error.message}\n`);
        this.status = 1;
      }
    } else if (node.type === "Case") await this.#case(node);
    else if (node.type === "TestCommand" && node.expression.type === "TestBinary") {
      const { left, right, operator } = node.expression;
      const text = await expandToText(left, this.#context, "case");
      if (operator === "=~") await this.#matchRegex(right, text);
      else
        this.status = (await expandPattern(right, this.#context, true)).matches(text) === (operator !== "!=") ? 0 : 1;
    } else throw new Error(`the fake shell has no ${node.type}`);
  }

  async #matchRegex(word: Word, text: string): Promise<void> {
    const regex = await expandRegex(word, this.#context);
    const groups = regex?.match(text);
    this.status = regex ? (groups ? 0 : 1) : 2;
    this.#variables.assignValue("BASH_REMATCH", { kind: "indexed", items: new Map(groups?.entries()) });
  }

  async #case(node: Extract<ParsedScript["commands"][number]["command"], { type: "Case" }>): Promise<void> {
    const text = await expandToText(node.word, this.#context, "case");
    for (const item of node.items)
      for (const word of item.pattern) {
        if (!(await expandPattern(word, this.#context)).matches(text)) continue;
        for (const statement of item.body.commands) await this.#command(statement.command);
        return;
      }
    this.status = 0;
  }

  async #simple(command: Command): Promise<void> {
    for (const prefix of command.prefix)
      if (prefix.type === "Assignment") await expandAssignment(prefix, this.#context);
    this.status = command.name ? this.status : 0;
    if (!command.name) return;
    const words: Word[] = [command.name];
    const assignments: Assignment[] = [];
    for (const argument of command.suffix) {
      if (argument.type === "Word") words.push(argument);
      else if (argument.type === "Assignment") assignments.push(argument);
    }
    const [name, ...args] = await expandWords(words, this.#context);
    this.status = 0;
    const hereDoc = command.redirects[0];
    if (name === "cat" && hereDoc?.type === "HereDoc")
      this.#print(await expandHereDoc(hereDoc.body.parts ?? [], this.#context));
    else await this.#builtin(name ?? "", args, assignments);
  }

  async #builtin(name: string, args: string[], assignments: readonly Assignment[]): Promise<void> {
    if (name === "show") this.#print(`${args.length}:${args.map((arg) => ` <${arg}>`).join("")}\n`);
    else if (name === "echo") this.#print(`${args.join(" ")}\n`);
    else if (name === "set") this.#set(args);
    else if (name === "shopt")
      for (const option of args.slice(1)) this.#context.options.shopt[option as ShoptOption] = args[0] === "-s";
    else if (name === "unset") for (const arg of args) this.#variables.unset(arg);
    else if (name === "let") this.#let(args);
    else if (name === "true" || name === ":") this.status = 0;
    else if (name === "readonly") await this.#declare(["-r", ...args], assignments);
    else if (name === "declare") await this.#declare(args, assignments);
    else if (name !== "") throw new Error(`the fake shell has no ${name}`);
  }

  #let(args: readonly string[]): void {
    try {
      for (const arg of args) this.status = evaluateInteger(arg, this.#context) === 0 ? 1 : 0;
    } catch (error) {
      if (!(error instanceof ExpansionError) || error.ends === "shell") throw error;
      this.#print(`bash: line 1: let: ${error.message}\n`);
      this.status = 1;
    }
  }

  #set(args: readonly string[]): void {
    const letters: Readonly<Record<string, SetOption>> = { u: "nounset", f: "noglob", B: "braceexpand" };
    const [first = ""] = args;
    if (first === "--") this.#positional = args.slice(1);
    else
      for (const letter of first.slice(1))
        this.#context.options.set[letters[letter] ?? "nolog"] = first.startsWith("-");
  }

  async #declare(args: readonly string[], assignments: readonly Assignment[]): Promise<void> {
    const letters = args.filter((arg) => /^[-+]/.test(arg)).join("");
    const names = args.filter((arg) => !/^[-+]/.test(arg));
    const all = [...names, ...assignments.map((assignment) => assignment.name)];
    if (letters.includes("n")) {
      for (const assignment of assignments) {
        const target =
          assignment.value.type === "Word" ? await expandToText(assignment.value, this.#context, "assignment") : "";
        this.#variables.makeNameref(assignment.name, target, "nearest");
      }
      return;
    }
    for (const name of all) {
      if (letters.includes("a")) this.#variables.makeArray(name, "indexed", "nearest");
      if (letters.includes("A")) this.#variables.makeArray(name, "associative", "nearest");
      const letterCase = letters.includes("l")
        ? "lower"
        : letters.includes("u")
          ? "upper"
          : letters.includes("c")
            ? "capitalize"
            : undefined;
      const changes: Partial<Attributes> = {
        ...(letters.includes("i") && { integer: true }),
        ...(letters.includes("x") && { exported: true }),
        ...(letterCase && { letterCase }),
      };
      this.#variables.setAttributes(name, changes, "nearest");
    }
    for (const assignment of assignments) await expandAssignment(assignment, this.#context);
    if (letters.includes("r"))
      for (const name of all) this.#variables.setAttributes(name, { readonly: true }, "nearest");
  }

  /** As a subshell: its output, without newlines at its end. */
  async #substituted(script: ParsedScript): Promise<string> {
    const before = this.output;
    this.output = "";
    for (const statement of script.commands) await this.#command(statement.command);
    const text = this.output.replace(/\n+$/, "");
    this.output = before;
    return text;
  }

  #print(text: string): void {
    this.output += text;
  }
}

/** The machine's own files, of which the tables need names only. */
function realFiles(): FileSystem {
  const tried = <T>(call: () => T): T => {
    try {
      return call();
    } catch {
      throw new SystemError("ENOENT");
    }
  };
  const status = ({ mode, size, mtimeMs, ino, nlink }: Stats): FileStatus =>
    plainStatus({ mode, size, ino, nlink }, mtimeMs);
  const absent = (): never => {
    throw new SystemError("ENOSYS");
  };
  return {
    stat: (path) => tried(() => status(statSync(path))),
    lstat: (path) => tried(() => status(lstatSync(path))),
    exists: (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
    readdir: (path) =>
      tried(() => readdirSync(path, { withFileTypes: true })).map((entry) => ({
        name: entry.name,
        kind: entry.isDirectory() ? "directory" : entry.isSymbolicLink() ? "link" : "file",
        status: absent,
      })),
    open: absent,
    space: absent,
    readlink: absent,
    realpath: absent,
    mkdir: absent,
    rmdir: absent,
    unlink: absent,
    rename: absent,
    link: absent,
    symlink: absent,
    chmod: absent,
    setTimes: absent,
    chown: absent,
    readFile: absent,
  };
}
