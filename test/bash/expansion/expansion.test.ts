import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeShell } from "./fake-shell.ts";
import { caseFiles, ENVIRONMENT, makeFiles, readCases } from "./workspace.ts";

/** What bash printed for each script, which `record.ts` wrote down. */
let files: ReturnType<typeof makeFiles>;
beforeAll(() => {
  files = makeFiles();
});
afterAll(() => files.remove());

describe.each(caseFiles())("%s", (name) => {
  test.each(readCases(name))("$script", async ({ script, output, status }) => {
    const shell = new FakeShell(files.path, ENVIRONMENT);
    await shell.run(script);
    expect({ output: shell.output, status: shell.status }).toEqual({ output, status });
  });
});
