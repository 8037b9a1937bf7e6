import { executableIn } from "../abi/executables.ts";
import { S_IFDIR, S_IFMT } from "../abi/file-mode.ts";
import type { HostFiles } from "./host-files.ts";
import type { UserProgram } from "./kernel.ts";
import type { Process } from "./process.ts";
import { SystemError } from "./system-error.ts";

const HEAD_BYTES = 256;
/** Scripts whose interpreters are scripts, as on Linux. */
const MAX_INTERPRETERS = 4;
const MAX_ARGUMENT_CHARS = 128 * 1024;
const MAX_ARGUMENTS_CHARS = 2 * 1024 * 1024;

/** What there is to run for a path. */
export type ProgramFile =
  | {
      readonly kind: "userland";
      readonly path: string;
      readonly program: UserProgram;
      readonly args: readonly string[];
    }
  | { readonly kind: "other"; readonly path: string; readonly head: string; readonly args: readonly string[] };

export type Registry = ReadonlyMap<string, UserProgram>;

/**
 * Finds what execve would run: itself, or through `#!` its interpreter, which gets the rest of the line as one argument, the
 * path, and the arguments.
 * @throws SystemError ENOENT (also for an interpreter), EACCES, ELOOP, E2BIG
 */
export function findProgramFile(files: HostFiles, registry: Registry, process: Process, path: string): ProgramFile {
  assertFits(process);
  let args = process.args;
  let name = path;
  for (let interpreters = 0; interpreters <= MAX_INTERPRETERS; interpreters++) {
    const file = name.startsWith("/") ? name : `${process.cwd}/${name}`;
    assertExecutable(files, file);
    const head = files.readHead(file, HEAD_BYTES);
    const executable = executableIn(head);
    const program = executable?.kind === "program" ? registry.get(executable.name) : undefined;
    if (program) return { kind: "userland", path: file, program, args };
    const interpreter = interpreterOf(head);
    if (!interpreter) return { kind: "other", path: file, head, args };
    args = [interpreter.path, ...interpreter.argument, name, ...args.slice(1)];
    name = interpreter.path;
  }
  throw new SystemError("ELOOP");
}

function assertExecutable(files: HostFiles, path: string): void {
  const { mode } = files.stat(path);
  if ((mode & S_IFMT) === S_IFDIR || (mode & 0o111) === 0) throw new SystemError("EACCES");
}

function interpreterOf(head: string): { readonly path: string; readonly argument: readonly string[] } | undefined {
  if (!head.startsWith("#!")) return undefined;
  const newline = head.indexOf("\n");
  const line = head.slice(2, newline < 0 ? undefined : newline).replace(/^[ \t]+|[ \t\r]+$/g, "");
  const blank = line.search(/[ \t]/);
  const path = blank < 0 ? line : line.slice(0, blank);
  if (path === "") return undefined;
  return { path, argument: blank < 0 ? [] : [line.slice(blank).replace(/^[ \t]+/, "")] };
}

function assertFits({ args, env }: Process): void {
  let chars = 0;
  for (const arg of args) chars += sizeOf(arg);
  env.forEach((value, name) => {
    chars += sizeOf(name) + sizeOf(value);
  });
  if (chars > MAX_ARGUMENTS_CHARS) throw new SystemError("E2BIG");
}

function sizeOf(text: string): number {
  if (text.length >= MAX_ARGUMENT_CHARS) throw new SystemError("E2BIG");
  return text.length + 1;
}
