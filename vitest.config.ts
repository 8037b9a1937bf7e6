import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The examples import slotbox as a user does; here they get this tree.
    alias: [
      { find: /^slotbox\/vitest$/, replacement: source("src/testing/vitest.ts") },
      { find: /^slotbox$/, replacement: source("src/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/programs/**"],
    globalSetup: ["test/build-guests.ts"],
    // Only a guard against hangs: a busy machine is several times as slow, and no test's outcome depends on the clock.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
