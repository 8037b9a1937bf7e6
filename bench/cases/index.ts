import type { Case } from "../case.ts";
import { batches } from "./batch.ts";
import { firstResult } from "./first-result.ts";
import { http } from "./http.ts";
import { interpreters } from "./interpreters.ts";
import { memory } from "./memory.ts";
import { shellCalls } from "./shell-calls.ts";
import { start } from "./start.ts";
import { twoWorkers } from "./two-workers.ts";
import { wasi } from "./wasi.ts";

export const CASES: readonly Case[] = [
  ...shellCalls,
  ...batches,
  ...firstResult,
  start,
  twoWorkers,
  ...memory,
  ...wasi,
  ...interpreters,
  ...http,
];
