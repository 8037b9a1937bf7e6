import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import { bashProgram } from "../../bash/bash-program.ts";
import { BytesStream, OutputMeter, OutputStream } from "../../kernel/call-streams.ts";
import type { Description } from "../../kernel/description.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { concatBytes } from "../../web/bytes.ts";
import { bytesOfLatin1, decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";

type NestedShell = NonNullable<ResolvedCommandContext["exec"]>;

/** What `xargs`, `find -exec` and the like start: a shell as a child, whose output is collected. */
export function runNested(kernel: Kernel, parent: Process): NestedShell {
  return async (text, { cwd, env, replaceEnv, stdin, stdinKind, args = [] }): Promise<ExecResult> => {
    const [stdout, stderr]: [Uint8Array[], Uint8Array[]] = [[], []];
    const command = args.length > 0 ? `${text} "$@"` : text;
    const child = kernel.fork(parent, (process) => {
      process.args = ["bash", "-c", command, "bash", ...args];
      return bashProgram(process, kernel);
    });
    if (cwd !== undefined) child.cwd = cwd;
    if (replaceEnv) child.env = new Map();
    for (const [name, value] of Object.entries(env ?? {})) child.env.set(name, value);
    const input = stdin === undefined || stdinKind !== "bytes" ? encodeUtf8(stdin ?? "") : bytesOfLatin1(stdin);
    if (stdin !== undefined) child.descriptors.set(0, new BytesStream(input));
    child.descriptors.set(1, collector(stdout));
    child.descriptors.set(2, collector(stderr));
    const ended = await kernel.wait(parent, child.pid);
    const status = ended?.status;
    const exitCode = status === undefined ? 0 : status.kind === "exited" ? status.code : 128 + SIGNALS[status.signal];
    return {
      // Commands put it among text of their own; bytes that are not UTF-8 survive as lone surrogates.
      stdout: decodeUtf8(concatBytes(stdout), "escape"),
      stderr: decodeUtf8(concatBytes(stderr), "escape"),
      exitCode,
    };
  };
}

/** A stream whose bytes are kept; the memory of the isolate is its limit. */
function collector(chunks: Uint8Array[]): Description {
  return new OutputStream((bytes) => void chunks.push(bytes), new OutputMeter(Number.MAX_SAFE_INTEGER, () => {}));
}
