import type { ChildRequest } from "../../runtimes/abi/program-processes.ts";
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
  const fields: Fields<ProgramRequest> = fieldsOf(serialized);
  const { deadlineMs } = fields;
  const program = programOf(fields);
  return program && typeof deadlineMs === "number" ? { ...program, deadlineMs } : undefined;
}

/**
 * What a program asks to have started.
 * @returns nothing for what no program of ours would ask
 */
export function parseChildRequest(serialized: unknown): ChildRequest | "too long" | undefined {
  if (typeof serialized !== "string") return undefined;
  if (serialized.length > MAX_REQUEST_CHARS) return "too long";
  const fields: Fields<ChildRequest> = fieldsOf(serialized);
  const { descriptors, isLeader } = fields;
  const program = programOf(fields);
  if (!program || !isDescriptorRecord(descriptors)) return undefined;
  return { ...program, descriptors, isLeader: isLeader === true };
}

type Fields<Request> = Partial<Record<keyof Request, unknown>>;

function fieldsOf(serialized: string): object {
  try {
    return Object(JSON.parse(serialized)) as object;
  } catch {
    return {};
  }
}

function programOf({
  path,
  args,
  env,
  cwd,
}: Fields<ProgramRequest & ChildRequest>): Omit<ChildRequest, "descriptors"> | undefined {
  const isSound = isAbsolute(path) && isAbsolute(cwd) && isStrings(args) && isStringRecord(env);
  return isSound ? { path, args, env, cwd } : undefined;
}

const MAX_DESCRIPTOR = 1024;

function isDescriptorRecord(value: unknown): value is Record<string, number> {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).every(([fd, own]) => isDescriptor(Number(fd)) && Number.isInteger(own));
}

function isDescriptor(fd: number): boolean {
  return Number.isInteger(fd) && fd >= 0 && fd < MAX_DESCRIPTOR;
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
