import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";
import { aliasLine } from "./alias.ts";
import type { Builtin } from "./builtin.ts";
import { type BuiltinTable, isEnabledBuiltin, type Meaning, meaningsOf } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { describe } from "./type.ts";

/** Where `-p` looks, whatever PATH says. */
const STANDARD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export function createCommand(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "command",
    usage: "command [-pVv] command [arg ...]",
    summary: "Calls a builtin or a program, whatever functions are called the same; or tells what a name is.",
    run(shell, args, process) {
      const options = parseOptions(args, "pvV");
      const { operands } = options;
      const [name] = operands;
      if (name === undefined) return 0;
      const path = options.has("p") ? STANDARD_PATH : undefined;
      const form = options.last("vV");
      if (form !== undefined) return show(shell, builtins, process, operands, form === "V", path);
      if (path === undefined || name.includes("/") || isEnabledBuiltin(shell, builtins, name))
        return shell.callCommand(operands, "no-functions");
      return shell.callCommand([shell.findProgram(name, path) ?? name, ...operands.slice(1)], "program");
    },
  });
}

async function show(
  shell: Shell,
  builtins: BuiltinTable,
  process: Process,
  names: readonly string[],
  isVerbose: boolean,
  path: string | undefined,
): Promise<number> {
  let isAnyFound = false;
  let text = "";
  for (const name of names) {
    const [meaning] = meaningsOf(shell, builtins, name, path === undefined ? {} : { path });
    if (meaning !== undefined) {
      isAnyFound = true;
      text += isVerbose ? describe(name, meaning) : `${reusable(name, meaning)}\n`;
    } else if (isVerbose) await shell.error(`command: ${name}: not found`);
  }
  return (await printOutput(shell, process, "command", text)) || (isAnyFound ? 0 : 1);
}

function reusable(name: string, meaning: Meaning): string {
  if (meaning.kind === "alias") return aliasLine(name, meaning.value).trimEnd();
  return meaning.kind === "file" ? meaning.path : name;
}
