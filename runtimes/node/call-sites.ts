/** The frames above the caller, as far as they show. */
export function framesAbove(count: number): NodeJS.CallSite[] {
  const holder: { stack?: unknown } = {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = count + 1;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.captureStackTrace(holder, framesAbove);
  const frames = holder.stack as NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return frames;
}
