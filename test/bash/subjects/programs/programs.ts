import { Bash, type CommandName } from "just-bash";
import type { UserProgram } from "../../../../runtimes/kernel/kernel.ts";
import { encodeUtf8 } from "../../bytes.ts";
import { KernelFiles } from "./kernel-files.ts";

/** Those that read their standard input, which is read to its end for them. */
const FILTERS = ["diff"] satisfies CommandName[];

/** What scripts of the tables call beside the userland's own programs. */
export const SCRIPT_PROGRAMS: Readonly<Record<string, UserProgram>> = {
  ...Object.fromEntries(FILTERS.map((name) => [name, borrowed(name)])),
};

function borrowed(name: CommandName): UserProgram {
  return async (process, kernel) => {
    const chunks: Uint8Array[] = [];
    for (let bytes = await process.read(0); bytes.length > 0; bytes = await process.read(0)) chunks.push(bytes);
    const fs = new KernelFiles(kernel.filesOf(process));
    const bash = new Bash({ fs, cwd: process.cwd, env: Object.fromEntries(process.env), commands: [name] });
    const { stdout, stderr, exitCode, stdoutKind } = await bash.exec(name, {
      args: process.args.slice(1),
      stdin: Buffer.concat(chunks).toString("latin1"),
      stdinKind: "bytes",
    });
    if (stderr !== "") await process.write(2, encodeUtf8(stderr.replace(/^bash: /, "")));
    const bytes = stdoutKind === "bytes" ? Buffer.from(stdout, "latin1") : encodeUtf8(stdout);
    if (bytes.length > 0) await process.write(1, bytes);
    return exitCode;
  };
}
