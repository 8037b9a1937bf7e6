import type { Shell } from "../execution/shell.ts";
import type { Builtin } from "./builtin.ts";
import { type BuiltinTable, isEnabledBuiltin } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export function createHash(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "hash",
    usage: "hash [-lr] [-p pathname] [-dt] [name ...]",
    summary: "Remembers where programs are, or shows what is remembered.",
    async run(shell, args, process) {
      if (!shell.options.set.hashall) throw new BuiltinFailure("hashing disabled");
      const options = parseOptions(args, "dlp:rt");
      const names = options.operands;
      if (options.has("r")) shell.hashed.clear();
      if (names.length === 0) {
        const needing = options.has("t") ? "t" : options.has("d") ? "d" : undefined;
        if (needing !== undefined) throw new BuiltinFailure(`-${needing}: option requires an argument`);
        if (options.given.length === 0 || options.has("l"))
          return printOutput(shell, process, "hash", remembered(shell, options.has("l")));
        return 0;
      }
      let status = 0;
      let text = "";
      for (const name of names) {
        if (options.has("t")) {
          const entry = shell.hashed.get(name);
          const path = entry?.path;
          if (entry !== undefined) entry.hits++;
          if (path === undefined) status = await notFound(shell, name);
          else if (options.has("l")) text += commandLine(name, path);
          else text += names.length > 1 ? `${name}\t${path}\n` : `${path}\n`;
        } else if (options.has("d")) {
          if (shell.hashed.size > 0 && !shell.hashed.delete(name)) status = await notFound(shell, name);
        } else {
          const given = options.value("p");
          if (given !== undefined) shell.hashed.set(name, { path: given, hits: 0 });
          else if (!(await remember(shell, builtins, name))) status = 1;
        }
      }
      return (await printOutput(shell, process, "hash", text)) || status;
    },
  });
}

async function remember(shell: Shell, builtins: BuiltinTable, name: string): Promise<boolean> {
  if (name.includes("/") || shell.functions.has(name) || isEnabledBuiltin(shell, builtins, name)) return true;
  shell.hashed.delete(name);
  const path = shell.findProgram(name);
  if (path === undefined) {
    await notFound(shell, name);
    return false;
  }
  shell.hashed.set(name, { path, hits: 0 });
  return true;
}

async function notFound(shell: Shell, name: string): Promise<number> {
  await shell.error(`hash: ${name}: not found`);
  return 1;
}

function remembered(shell: Shell, isReusable: boolean): string {
  if (shell.hashed.size === 0) return isReusable ? "" : "hash: hash table empty\n";
  let text = isReusable ? "" : "hits\tcommand\n";
  for (const [name, { path, hits }] of shell.hashed)
    text += isReusable ? commandLine(name, path) : `${String(hits).padStart(4)}\t${path}\n`;
  return text;
}

function commandLine(name: string, path: string): string {
  return `builtin hash -p ${path} ${name}\n`;
}
