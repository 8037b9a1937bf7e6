import type { z } from "zod";
import type { NumberType, WasmArgument } from "../../runtimes/abi/wasi.ts";
import type { ExportedFunction } from "../machine/wasi/module.ts";
import { defineTool, lengthFault, type RunnableTool, type ToolDefinition, type Zod } from "./definition.ts";
import { programResult } from "./process-result.ts";
import { done, type FunctionCallArgs } from "./tool.ts";

/** A call of any function of the slot's program. What it returns is the output, if it printed nothing. */
export const exportedFunction: RunnableTool<FunctionCallArgs> = {
  state: "instance",
  run: (context, call) => {
    const ended = context.reactor.call(context, call);
    const { success, output, error, metadata } = programResult(context, ended);
    const { values = [], isFirstCall } = ended;
    const value = values.length > 1 ? values : values[0];
    const returned = value === undefined ? {} : { value };
    return done({
      success,
      output: output === "" && value !== undefined ? JSON.stringify(value) : output,
      error,
      metadata: { ...metadata, ...returned, firstCall: isFirstCall },
    });
  },
};

/** The tool that one function of the slot's program is. */
export function exportedFunctionTool({
  name,
  params,
  results,
}: ExportedFunction): ToolDefinition<string, FunctionCallArgs> {
  const returns = results.length > 0 ? ` -> ${results.join(", ")}` : "";
  return defineTool({
    ...exportedFunction,
    name,
    description: `Call ${name}(${params.join(", ")})${returns} of the slot's program, which keeps its state between calls.`,
    slots: ["reactor"],
    schema: (z) =>
      z
        .strictObject({
          args: argumentsSchema(z, params).describe(`The function's arguments: ${params.join(", ") || "none"}.`),
          stdin: z.string().optional().describe("What the function reads from standard input."),
        })
        .transform(({ args, stdin = "" }): FunctionCallArgs => ({ name, args: typed(params, args), stdin })),
    check: ({ stdin }, limits) => lengthFault("stdin", stdin, limits),
  });
}

function typed(params: readonly NumberType[], values: readonly (number | string)[]): WasmArgument[] {
  return params.map((type, index) => ({ type, value: values[index] ?? 0 }));
}

function argumentsSchema(z: Zod, params: readonly NumberType[]): z.ZodType<readonly (number | string)[]> {
  const float = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
  /** What JSON has no number for goes as text. */
  const numbers = {
    i32: z
      .int()
      .min(-(2 ** 31))
      .max(2 ** 32 - 1),
    i64: z.union([z.int(), z.string().refine(is64Bits)], "must be a whole number of 64 bits"),
    f32: float,
    f64: float,
  } satisfies Record<NumberType, z.ZodType>;
  const [first, ...rest] = params.map((type) => numbers[type]);
  return first ? z.tuple([first, ...rest]) : z.array(z.never()).max(0).default([]);
}

function is64Bits(text: string): boolean {
  if (!/^-?\d{1,20}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}
