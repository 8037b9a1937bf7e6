import type { SessionLanguage } from "../machine/process/session.ts";
import { programResult } from "./program-result.ts";
import type { ToolArgs } from "./schemas.ts";
import { done, type ToolContext, type ToolStep } from "./tool.ts";

/**
 * Runs code in the slot's interpreter, which lasts from call to call: until it exits or meets a limit, the slot is reset, or
 * its worker is lost. The value of the last expression follows what was printed.
 */
export function startCode(context: ToolContext, language: SessionLanguage, { code }: ToolArgs["python"]): ToolStep {
  const ended = context.sessions.evaluate(context, language, code);
  const { value, valueText, isFirstCall, hasEnded } = ended;
  const remark = hasEnded ? `; the ${language} session has ended, the next call begins a new one` : "";
  const { metadata, ...result } = programResult(context, ended, { value: valueText, remark });
  const returned = value === undefined ? {} : { value };
  return done({ ...result, metadata: { ...metadata, ...returned, firstCall: isFirstCall } });
}
