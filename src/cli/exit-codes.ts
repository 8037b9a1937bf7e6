import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import type { ToolResult } from "../api/result.ts";

/** What a process of slotbox's own ends with; `exec` otherwise ends with the command's. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  timeout: EXIT.timedOut,
  killed: EXIT.killed,
  interrupted: 130,
  terminated: EXIT.terminated,
  /** What a program ends with that writes to a pipe nobody reads. */
  brokenPipe: 141,
} as const;

/** What a shell, or timeout(1), would end with. */
export function exitCodeOf({ metadata }: ToolResult): number {
  switch (metadata.outcome) {
    case "timeout":
      return EXIT_CODES.timeout;
    case "memory":
    case "output":
      return EXIT_CODES.killed;
    case "invalid":
      return EXIT_CODES.usage;
    default:
      return metadata.exitCode ?? EXIT_CODES.failed;
  }
}
