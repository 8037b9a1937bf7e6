import { defineConfig } from "vitest/config";

/** Needs the programs that build.sh makes, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ["test/programs/*.test.ts"],
    globalSetup: ["test/build-guests.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
