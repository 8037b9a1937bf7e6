import { test as base, type TestAPI } from "vitest";
import type { ToolBackend } from "../api/backend.ts";
import type { BackendConfig } from "../api/config.ts";
import { createBackend } from "../backend/create-backend.ts";
import { Box } from "./box.ts";

export interface SlotFixtures {
  /** One for each test file, stopped after its last test. */
  backend: ToolBackend;
  /** A fresh slot for each test, from the template; released and emptied after it. */
  box: Box;
}

/** A vitest `test` whose backend has this config; {@link test} has the defaults, with one worker. */
export function createSlotTest(config: BackendConfig = {}): TestAPI<SlotFixtures> {
  return base.extend<SlotFixtures>({
    backend: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn which fixtures this one needs
      async ({}, use) => {
        const backend = await createBackend({ workers: 1, ...config });
        await use(backend);
        await backend.stop({ purge: true });
      },
      { scope: "file" },
    ],
    box: async ({ backend }, use) => {
      const slot = await backend.acquire();
      await use(new Box(backend, slot));
      await backend.release(slot, { resetWorkspace: true });
    },
  });
}

export const test: TestAPI<SlotFixtures> = createSlotTest();

export { Box } from "./box.ts";
