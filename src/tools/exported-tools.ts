import { z } from "zod";
import type { ExportedFunction, NumberType } from "../machine/wasi/module.ts";

const float = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

/** What a caller may pass for a number; what JSON has no number for goes as text. */
const NUMBER_SCHEMAS = {
  i32: z
    .int()
    .min(-(2 ** 31))
    .max(2 ** 32 - 1),
  i64: z.union([z.int(), z.string().refine(is64Bits)], "must be a whole number of 64 bits"),
  f32: float,
  f64: float,
} as const satisfies Record<NumberType, z.ZodType>;

function is64Bits(text: string): boolean {
  if (!/^-?\d{1,20}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}

export interface ExportedFunctionArgs {
  readonly args: readonly (number | string)[];
  readonly stdin?: string | undefined;
}

/** The arguments of a tool that is a function of the slot's program. */
export function exportedFunctionSchema({ params }: ExportedFunction): z.ZodType<ExportedFunctionArgs> {
  const [first, ...rest] = params.map((type) => NUMBER_SCHEMAS[type]);
  const numbers = first ? z.tuple([first, ...rest]) : z.array(z.never()).max(0).default([]);
  return z.strictObject({
    args: numbers.describe(`The function's arguments: ${params.join(", ") || "none"}.`),
    stdin: z.string().optional().describe("What the function reads from standard input."),
  });
}

export function describeExportedFunction({ name, params, results }: ExportedFunction): string {
  return `Call ${name}(${params.join(", ")})${results.length > 0 ? ` -> ${results.join(", ")}` : ""} of the slot's program, which keeps its state between calls.`;
}
