import type { Case } from "../case.ts";
import { batches } from "./batch.ts";
import { coldSlots } from "./cold-slots.ts";
import { firstResult } from "./first-result.ts";
import { http } from "./http.ts";
import { importing } from "./import.ts";
import { interpreters } from "./interpreters.ts";
import { memory } from "./memory.ts";
import { mixedCalls } from "./mixed-calls.ts";
import { shellCalls } from "./shell-calls.ts";
import { start } from "./start.ts";
import { toolCalls } from "./tool-calls.ts";
import { twoWorkers } from "./two-workers.ts";
import { wasi } from "./wasi.ts";
import { workerProcesses } from "./worker-processes.ts";

export const CASES: readonly Case[] = [
  ...shellCalls,
  ...toolCalls,
  ...batches,
  ...coldSlots,
  ...firstResult,
  importing,
  start,
  twoWorkers,
  workerProcesses,
  ...memory,
  mixedCalls,
  ...wasi,
  ...interpreters,
  ...http,
];
