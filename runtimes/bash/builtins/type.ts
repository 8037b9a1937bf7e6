import type { Shell } from "../execution/shell.ts";
import { printFunction } from "../tree/function-text.ts";
import type { Builtin } from "./builtin.ts";
import { type BuiltinTable, filesNamed, type Meaning, meaningsOf } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { type Options, parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ["-type", "-t"],
  ["-path", "-p"],
  ["-all", "-a"],
]);

export function createType(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "type",
    usage: "type [-afptP] name [name ...]",
    summary: "Tells what names mean in front of a command.",
    async run(shell, args, process) {
      const options = parseOptions(
        args.map((arg) => LONG_NAMES.get(arg.replace(/^--/, "-")) ?? arg),
        "afptP",
      );
      let status = 0;
      let text = "";
      for (const name of options.operands) {
        const found = linesFor(shell, builtins, name, options);
        text += found.text;
        if (found.isFound) continue;
        status = 1;
        if (!options.has("t") && !options.has("p") && !options.has("P")) await shell.error(`type: ${name}: not found`);
      }
      return (await printOutput(shell, process, "type", text)) || status;
    },
  });
}

function linesFor(
  shell: Shell,
  builtins: BuiltinTable,
  name: string,
  options: Options,
): { text: string; isFound: boolean } {
  const showsAll = options.has("a");
  const meanings = options.has("P")
    ? filesOnly(shell, name)
    : meaningsOf(shell, builtins, name, { skipsFunctions: options.has("f") });
  let text = "";
  let isFound = false;
  for (const meaning of showsAll ? withAllFiles(shell, name, meanings) : meanings) {
    isFound = true;
    if (options.has("t")) text += `${meaning.kind}\n`;
    else if (options.has("p") || options.has("P")) text += meaning.kind === "file" ? `${meaning.path}\n` : "";
    else text += describe(name, meaning);
    if (!showsAll) break;
  }
  return { text, isFound };
}

function* filesOnly(shell: Shell, name: string): Generator<Meaning> {
  const hashed = shell.hashed.get(name);
  if (hashed !== undefined) yield { kind: "file", path: hashed.path, isHashed: true };
  else for (const path of filesNamed(shell, name)) yield { kind: "file", path, isHashed: false };
}

/** What is hashed says nothing of the others of that name. */
function* withAllFiles(shell: Shell, name: string, meanings: Iterable<Meaning>): Generator<Meaning> {
  for (const meaning of meanings) if (meaning.kind !== "file") yield meaning;
  for (const path of filesNamed(shell, name)) yield { kind: "file", path, isHashed: false };
}

/** `ls is /usr/bin/ls` */
export function describe(name: string, meaning: Meaning): string {
  switch (meaning.kind) {
    case "alias":
      return `${name} is aliased to \`${meaning.value}'\n`;
    case "keyword":
      return `${name} is a shell keyword\n`;
    case "function":
      return `${name} is a function\n${printFunction(meaning.definition)}\n`;
    case "builtin":
      return `${name} is a shell builtin\n`;
    case "file":
      return meaning.isHashed ? `${name} is hashed (${meaning.path})\n` : `${name} is ${meaning.path}\n`;
  }
}
