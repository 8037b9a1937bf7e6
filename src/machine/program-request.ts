import type { ProgramRequest } from "../../runtimes/abi/system-calls.ts";

/** Most that arguments and environment may take together, as on Linux. */
const MAX_REQUEST_CHARS = 2 * 1024 * 1024;

/**
 * What a machine asks to have run.
 * @returns nothing for what no machine of ours would ask
 */
export function parseProgramRequest(serialized: unknown): ProgramRequest | "too long" | undefined {
  if (typeof serialized !== "string") return undefined;
  if (serialized.length > MAX_REQUEST_CHARS) return "too long";
  let request: unknown;
  try {
    request = JSON.parse(serialized);
  } catch {
    return undefined;
  }
  if (typeof request !== "object" || request === null) return undefined;
  const { path, args, env, cwd, deadlineMs } = request as Partial<Record<keyof ProgramRequest, unknown>>;
  const isSound =
    isAbsolute(path) && isAbsolute(cwd) && typeof deadlineMs === "number" && isStrings(args) && isStringRecord(env);
  return isSound ? { path, args, env, cwd, deadlineMs } : undefined;
}

function isAbsolute(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/");
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && !item.includes("\0"));
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && isStrings(Object.values(value));
}
