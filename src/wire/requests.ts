import { z } from "zod";

/*
 * Bodies as the sandbox server of NousResearch's hermes-agent takes them: unknown fields are ignored, numbers may be
 * text, and null is as good as nothing.
 */

const DEFAULT_TIMEOUT_S = 30;

const number = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number().nullish(),
);
const flag = z.preprocess(
  (value) => (typeof value === "string" ? !["", "0", "false", "no"].includes(value.toLowerCase()) : value),
  z.union([z.boolean(), z.number()]).nullish(),
);
const slotId = z.string().nullish();

export const executeBody = z.looseObject({
  slot_id: slotId,
  tool: z.string().nullish(),
  args: z.record(z.string(), z.unknown()).nullish(),
  execution_id: z.union([z.string(), z.number()]).nullish(),
  timeout: number.transform((timeout) => timeout ?? DEFAULT_TIMEOUT_S),
  /** Beside the format: whether metadata is to have both streams as they came. */
  include_streams: flag,
  /** Beside the format: whether arguments that the tool doesn't know are a fault. */
  strict_args: flag,
});

export const resetBody = z.looseObject({ slot_id: slotId });

const path = z.string().nullish();

export const readBody = z.looseObject({
  slot_id: slotId,
  path,
  encoding: z.string().nullish(),
  max_bytes: number,
  include_sha256: flag,
});

export const listBody = z.looseObject({ slot_id: slotId, path, recursive: flag, max_entries: number });

export const archiveBody = z.looseObject({
  slot_id: slotId,
  path,
  format: z.string().nullish(),
  max_bytes: number,
  max_entries: number,
});
