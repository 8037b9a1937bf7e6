import { z } from "zod";

/** The body of a response whose status is not 200. */
export interface WireFault {
  readonly success: false;
  readonly error: string;
}

export function writeFault(error: string): WireFault {
  return { success: false, error };
}

const faultBody = z.looseObject({ error: z.string() });

/** @returns nothing for a body that says nothing */
export function readFault(json: unknown): string | undefined {
  return faultBody.safeParse(json).data?.error;
}
