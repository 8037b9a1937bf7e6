import type { z } from "zod";
import type { Limits } from "../api/limits.ts";
import type { SessionLanguage } from "../machine/process/session.ts";
import { lengthFault, type Zod } from "./definition.ts";
import { programResult } from "./process-result.ts";
import { done, type ToolContext, type ToolStep } from "./tool.ts";

export interface CodeArgs {
  readonly code: string;
}

export function codeSchema(z: Zod): z.ZodType<CodeArgs> {
  return z.strictObject({ code: z.string().describe("The code; the value of its last expression is returned.") });
}

export function checkCode({ code }: CodeArgs, limits: Limits): string | undefined {
  return lengthFault("code", code, limits);
}

/**
 * Runs code in the slot's interpreter, which lasts from call to call: until it exits or meets a limit, the slot is reset, or
 * its worker is lost. The value of the last expression follows what was printed.
 */
export function runInSession(context: ToolContext, language: SessionLanguage, code: string): ToolStep {
  const ended = context.sessions.evaluate(context, language, code);
  const { value, valueText, isFirstCall, hasEnded } = ended;
  const remark = hasEnded ? `; the ${language} session has ended, the next call begins a new one` : "";
  const { metadata, ...result } = programResult(context, ended, { value: valueText, remark });
  const returned = value === undefined ? {} : { value };
  return done({ ...result, metadata: { ...metadata, ...returned, firstCall: isFirstCall } });
}
