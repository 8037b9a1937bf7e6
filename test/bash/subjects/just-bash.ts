import { createBackend, withSlot } from "../../../src/index.ts";
import { ENVIRONMENT } from "../case.ts";
import type { Subject } from "./subject.ts";

const TIMEOUT_MS = 10_000;

/** The shell that the tool `bash` has: just-bash's interpreter in an isolate. */
export async function justBash(): Promise<Subject> {
  const backend = await createBackend({ workers: 1, env: ENVIRONMENT, defaultTimeoutMs: TIMEOUT_MS });
  return {
    run: ({ setup = {}, script, stdin }) =>
      withSlot(backend, async (box) => {
        for (const [path, content] of Object.entries(setup)) await box.write(path, content);
        const command = stdin === undefined ? script : `printf %s ${quoted(stdin)} | bash -c ${quoted(script)}`;
        const { stdout, stderr, exitCode } = await box.bash(command);
        return { stdout, stderr, status: exitCode };
      }),
    [Symbol.asyncDispose]: () => backend.stop(),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
