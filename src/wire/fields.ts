import { z } from "zod";

/* Fields of requests, as leniently as the original takes them: null is as good as nothing, and numbers may be text. */

export const text = z.string().nullish();

export const seconds = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z.number().nullish(),
);

export const flag = z
  .preprocess(
    (value) => (typeof value === "string" ? !["", "0", "false", "no"].includes(value.toLowerCase()) : value),
    z.union([z.boolean(), z.number()]).nullish(),
  )
  .transform(Boolean);

/** A limit that is no number is as good as none. */
export const limit = z
  .preprocess(
    (value) => (typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value),
    z.number(),
  )
  .optional()
  .catch(undefined);

/** A word in any case of letters, with any space around it. */
export const word = text.transform((value) => value?.trim().toLowerCase());
