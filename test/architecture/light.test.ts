import { expect, it } from "vitest";
import { importsOf } from "./imports.ts";

/** Everything that is loaded with a file: its imports and theirs, but for types and what an `import()` asks for later. */
function loadedWith(entry: string): { readonly files: string[]; readonly packages: string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const { to, isDeferred } of importsOf(file)) {
      if (isDeferred) continue;
      (/^(?:src|runtimes)\//.test(to) ? files : packages).add(to);
    }
  }
  return { files: [...files], packages: [...packages].sort() };
}

it('`import "slotbox"` loads a few files of its own and nothing else', () => {
  const { files, packages } = loadedWith("src/index.ts");
  expect(packages).toEqual([]);
  expect(files.length).toBeLessThanOrEqual(12);
});

it('`import "slotbox/vitest"` loads vitest and no more than that', () => {
  const { files, packages } = loadedWith("src/testing/vitest.ts");
  expect(packages).toEqual(["vitest"]);
  expect(files.length).toBeLessThanOrEqual(12);
});

it("the command line loads no sandbox before it knows the command", () => {
  expect(loadedWith("src/cli/main.ts").packages).toEqual([]);
  const { files, packages } = loadedWith("src/cli/command-line.ts");
  expect(packages).toEqual(["node:fs", "node:util"]);
  expect(files.filter((file) => !/^(?:src\/(?:cli|api)|runtimes\/abi)\//.test(file))).toEqual([]);
});

it("sees what is loaded where it is not light", () => {
  expect(loadedWith("src/backend/local-sandbox.ts").packages).toEqual(expect.arrayContaining(["memfs", "zod"]));
});
