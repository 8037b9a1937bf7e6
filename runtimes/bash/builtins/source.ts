import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { ControlFlow, type Shell } from "../execution/shell.ts";
import type { Builtin } from "./builtin.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, usageFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";

export const source = sourceBuiltin("source", "source filename [arguments]");
export const dot = sourceBuiltin(".", ". filename [arguments]");

function sourceBuiltin(name: "source" | ".", usage: string): Builtin {
  return defineBuiltin({
    name,
    isSpecial: true,
    usage,
    summary: "Runs the commands of a file in this shell.",
    async run(shell, args) {
      const [file, ...positional] = parseOptions(args, "").operands;
      if (file === undefined) throw usageFailure("filename argument required");
      const text = await textOf(shell, name, file);
      if (text === undefined) {
        if (shell.options.set.posix && !shell.isInteractive) throw new ControlFlow("exit", 1);
        return 1;
      }
      return sourceText(shell, file, text, positional);
    },
  });
}

async function sourceText(shell: Shell, file: string, text: string, positional: readonly string[]): Promise<number> {
  const before = shell.positional;
  const given = positional.length > 0 ? [...positional] : undefined;
  if (given !== undefined) shell.positional = given;
  try {
    return await shell.evaluate(text, {
      frame: { kind: "source", name: "source", source: file, callLine: shell.line },
      firstLine: 1,
    });
  } finally {
    // What the file itself has set with `set --` stays.
    if (given !== undefined && shell.positional === given) shell.positional = before;
  }
}

async function textOf(shell: Shell, name: string, file: string): Promise<string | undefined> {
  const files = shell.kernel.filesOf(shell.process);
  const path = alongPath(shell, file) ?? file;
  try {
    if ((files.stat(path).mode & 0o170000) === 0o040000) throw new BuiltinFailure(`${file}: is a directory`);
    return decodeUtf8(await readAll(shell, path), "escape");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const shown = name === "." && shell.options.set.posix ? `.: ${file}` : file;
    await shell.error(`${shown}: ${error.code === "ENOENT" ? "No such file or directory" : error.message}`);
    return undefined;
  }
}

/** Also what is no plain file: `/dev/stdin`, the end of a process substitution. */
async function readAll(shell: Shell, path: string): Promise<Uint8Array> {
  const description = shell.kernel.filesOf(shell.process).open(path, { access: "read" }, 0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const chunk = await description.read(65_536, shell.process.interruption);
      if (chunk.length === 0) break;
      chunks.push(chunk);
      length += chunk.length;
    }
  } finally {
    description.release();
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A name without a slash is looked for along PATH, where it need not be executable. */
function alongPath(shell: Shell, file: string): string | undefined {
  if (file.includes("/") || !shell.options.shopt.sourcepath) return undefined;
  const files = shell.kernel.filesOf(shell.process);
  for (const directory of (shell.variables.text("PATH") ?? "").split(":")) {
    const path = directory === "" ? file : `${directory}/${file}`;
    try {
      if ((files.stat(path).mode & 0o170000) !== 0o040000) return path;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
  return undefined;
}
