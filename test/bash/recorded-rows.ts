import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bashProgram } from "../../runtimes/bash/bash-program.ts";
import { startKernel } from "../kernel/kernel-fixture.ts";

/** Recorded from bash by recordRows. */
interface Row {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  /** Why this shell says something else; the row is left out. */
  readonly why?: string;
}

/** Tests that the shell prints what bash printed, for each row of the tables in a folder. */
export function testRecordedRows(tables: URL, env?: Readonly<Record<string, string>>): void {
  for (const name of readdirSync(tables)) {
    const rows = JSON.parse(readFileSync(new URL(name, tables), "utf8")) as Row[];
    describe(name.replace(".json", ""), () => {
      test.each(rows.filter((row) => row.why === undefined))("$script", async ({ script, stdout, stderr, status }) => {
        const { run } = startKernel({ programs: { bash: bashProgram, sh: bashProgram } });
        const ran = await run(["/usr/bin/bash"], { args: ["bash", "--norc", "-c", script], ...(env && { env }) });
        expect({ stdout: ran.stdout, stderr: ran.stderr, status: ran.status }).toEqual({ stdout, stderr, status });
      });
    });
  }
}
