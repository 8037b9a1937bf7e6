import { bashProgram } from "../../../runtimes/bash/bash-program.ts";
import { startKernel } from "../../kernel/kernel-fixture.ts";
import { ENVIRONMENT, type Printed } from "../case.ts";
import type { Subject } from "./subject.ts";

/** A deadlock is nothing that the machine's own clock would end. */
const STUCK_MS = 20_000;

/** The shell of runtimes/bash on a kernel in this process. */
export async function newShell(): Promise<Subject> {
  return {
    run: async ({ setup = {}, script, stdin = "" }) => {
      const files = Object.fromEntries(Object.entries(setup).map(([path, text]) => [`/workspace/${path}`, text]));
      const programs = { bash: bashProgram, sh: bashProgram };
      const { run } = startKernel({ programs, files });
      const stuck = Promise.withResolvers<Printed>();
      const timer = setTimeout(() => stuck.resolve({ stdout: "", stderr: "stuck\n", status: -1 }), STUCK_MS);
      try {
        const args = ["bash", "--norc", "--noprofile", "-c", script];
        const ran = run(["/usr/bin/bash"], { args, env: ENVIRONMENT, stdin });
        const { stdout, stderr, status } = await Promise.race([ran, stuck.promise]);
        return { stdout, stderr, status };
      } catch (error) {
        return { stdout: "", stderr: `${faultOf(error)}\n`, status: -1 };
      } finally {
        clearTimeout(timer);
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Where the shell itself broke. */
function faultOf(error: unknown): string {
  const [fault = error] = error instanceof AggregateError ? error.errors : [error];
  if (!(fault instanceof Error)) return `fault: ${String(fault)}`;
  const [, top = "", next = ""] = (fault.stack ?? "").split("\n");
  return `fault: ${fault.message}${top}${next}`;
}
