import { z } from "zod";
import { OUTCOMES } from "../api/result.ts";

/*
 * What a worker process may say. It may be in a guest's hands: everything is checked before anything of it is used. Deltas are
 * checked against the volume they are for, when they are applied; see check-delta.ts.
 */

const count = z.int().nonnegative();
const deltaSchema = z.object({ inodes: z.array(z.unknown()), packed: z.array(z.instanceof(Uint8Array)).optional() });

const toolResultSchema = z.object({
  success: z.boolean(),
  output: z.string(),
  error: z.string(),
  metadata: z.looseObject({ outcome: z.enum(OUTCOMES), durationMs: z.number().nonnegative(), truncated: z.boolean() }),
});

const leavingsSchema = z.object({ stdout: z.string(), stderr: z.string() });

export const fromWorkerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("results"),
    done: z.array(
      z.object({
        callId: count,
        result: toolResultSchema,
        delta: deltaSchema,
        shellState: z.string().optional(),
      }),
    ),
    background: z.array(
      z.object({
        slotKey: count,
        sourceJobId: count,
        delta: deltaSchema,
        isBound: z.boolean(),
        processes: count,
        leavings: leavingsSchema.optional(),
      }),
    ),
    finishedJobs: z.array(count),
    suspended: z.array(count),
    droppedReplicas: z.array(count),
    slotsWithoutSession: z.array(count),
    idle: z.boolean(),
  }),
]);
