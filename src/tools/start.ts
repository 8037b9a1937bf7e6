import { startBash, startBashStateful } from "./bash.ts";
import { startCode } from "./code.ts";
import { startReadFile, startWriteFile } from "./files.ts";
import { startExportedFunction, startRun } from "./run.ts";
import { type CheckedCall, EXPORTED_FUNCTION } from "./schemas.ts";
import type { ToolContext, ToolStep } from "./tool.ts";

/** Runs a checked call, in a worker. Does not throw for anything a guest or a caller can cause. */
export function startTool(context: ToolContext, call: CheckedCall): ToolStep {
  switch (call.tool) {
    case "bash":
      return startBash(context, call.args);
    case "bash_stateful":
      return startBashStateful(context, call.args);
    case "javascript":
    case "python":
      return startCode(context, call.tool, call.args);
    case "run":
      return startRun(context, call.args);
    case EXPORTED_FUNCTION:
      return startExportedFunction(context, call.args);
    case "read_file":
      return startReadFile(context, call.args);
    case "write_file":
      return startWriteFile(context, call.args);
  }
}
