import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { explain } from "../api/explain-issues.ts";

export interface CallLine {
  readonly trajectory_id: string;
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly timeout_s?: number | undefined;
  readonly execution_id?: string | undefined;
}

/** A line of the input: a call, or what is wrong with it. */
export type ParsedLine =
  | { readonly kind: "call"; readonly index: number; readonly call: CallLine }
  | {
      readonly kind: "malformed";
      readonly index: number;
      readonly error: string;
      /** As far as the line tells them. */
      readonly trajectoryId: string | null;
      readonly executionId: string | null;
    };

const identitySchema = z.object({
  trajectory_id: z.string().nullable().catch(null),
  execution_id: z.string().nullable().catch(null),
});

const BYTE_ORDER_MARK = "\ufeff";

/** Makes a parser of lines. @param maxTimeoutS what a call may ask for at most */
export function callLineParser(maxTimeoutS: number): (line: Buffer, lineNumber: number, index: number) => ParsedLine {
  const timeout = z.number().positive("must be more than 0").max(maxTimeoutS, `must be at most ${maxTimeoutS}`);
  const callSchema = z.strictObject({
    trajectory_id: z.string().min(1, "must not be empty"),
    tool: z.string(),
    args: z.record(z.string(), z.unknown()),
    timeout_s: timeout.optional(),
    execution_id: z.string().optional(),
  });
  const allowed = Object.keys(callSchema.shape);

  return (line, lineNumber, index) => {
    const malformed = (error: string, value?: unknown): ParsedLine => {
      const { data } = identitySchema.safeParse(value);
      return {
        kind: "malformed",
        index,
        error: `line ${lineNumber}: ${error}`,
        trajectoryId: data?.trajectory_id ?? null,
        executionId: data?.execution_id ?? null,
      };
    };
    if (!isUtf8(line)) return malformed("not UTF-8");
    const text = line.toString("utf8");
    let value: unknown;
    try {
      value = JSON.parse(lineNumber === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
    } catch (error) {
      return malformed(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    const checked = callSchema.safeParse(value);
    return checked.success
      ? { kind: "call", index, call: checked.data }
      : malformed(explain(checked.error, allowed), value);
  };
}
