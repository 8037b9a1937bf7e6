import { z } from "zod";
import { explain } from "../explain-issues.ts";

const callSchema = z.strictObject({
  trajectory_id: z.string().min(1, "must not be empty"),
  tool: z.string(),
  args: z.record(z.string(), z.unknown()),
  timeout_s: z.number().positive("must be more than 0").optional(),
  execution_id: z.string().optional(),
});

export type CallLine = z.infer<typeof callSchema>;

/** A line of the input: a call, or what is wrong with it. */
export type ParsedLine =
  | { readonly kind: "call"; readonly index: number; readonly call: CallLine }
  | { readonly kind: "malformed"; readonly index: number; readonly error: string };

/** Reads all lines; blank ones don't count as calls, but as lines. */
export async function parseCalls(lines: AsyncIterable<string>): Promise<ParsedLine[]> {
  const parsed: ParsedLine[] = [];
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber++;
    if (line.trim() !== "") parsed.push(parseLine(line, lineNumber, parsed.length));
  }
  return parsed;
}

function parseLine(line: string, lineNumber: number, index: number): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return {
      kind: "malformed",
      index,
      error: `line ${lineNumber}: not JSON: ${error instanceof Error ? error.message : error}`,
    };
  }
  const checked = callSchema.safeParse(value);
  if (checked.success) return { kind: "call", index, call: checked.data };
  return {
    kind: "malformed",
    index,
    error: `line ${lineNumber}: ${explain(checked.error, Object.keys(callSchema.shape))}`,
  };
}
