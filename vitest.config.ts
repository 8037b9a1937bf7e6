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
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
