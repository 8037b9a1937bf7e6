import { posix } from "node:path";
import { POSIX_MESSAGES } from "../../runtimes/abi/capability.ts";
import { failure, type Outcome, type ToolResult } from "../api/result.ts";
import { S_IFMT, S_IFREG } from "../volume/memfs-tree.ts";
import { PosixError } from "../volume/posix-error.ts";
import { resolveInWorkspace } from "../volume/workspace-path.ts";
import type { ToolArgs } from "./schemas.ts";
import { done, elapsedMs, type ToolContext, type ToolStep } from "./tool.ts";

const OUTSIDE = "Access denied: path outside workspace";

export function startReadFile(context: ToolContext, { path }: ToolArgs["read_file"]): ToolStep {
  return done(guarded(context, path, (absolute) => read(context, path, absolute)));
}

export function startWriteFile(context: ToolContext, args: ToolArgs["write_file"]): ToolStep {
  return done(guarded(context, args.path, (absolute) => write(context, args, absolute)));
}

function read(context: ToolContext, given: string, absolute: string): ToolResult {
  if (!context.volume.exists(absolute)) return fail(context, "exit", `File not found: ${given}`);
  const { mode, size } = context.volume.stat(absolute);
  if ((mode & S_IFMT) !== S_IFREG) return fail(context, "exit", `Not a file: ${given}`);
  const max = context.limits.maxToolFileChars;
  if (size > max) return fail(context, "exit", `File too large: ${size} bytes (max ${max})`);
  const bytes = context.volume.readFile(absolute);
  const output = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return succeed(context, output, given, size);
}

function write(context: ToolContext, { path: given, content }: ToolArgs["write_file"], absolute: string): ToolResult {
  const max = context.limits.maxToolFileChars;
  const size = codePoints(content);
  if (size > max) return fail(context, "exit", `Content too large: ${size} bytes (max ${max})`);
  context.volume.mkdirp(posix.dirname(absolute));
  context.volume.writeFile(absolute, Buffer.from(content, "utf8"));
  return succeed(context, `Successfully wrote ${size} bytes to ${given}`, given, size);
}

function guarded(context: ToolContext, given: string, operation: (absolute: string) => ToolResult): ToolResult {
  try {
    const absolute = resolveInWorkspace(context.volume, given);
    return absolute === undefined ? fail(context, "exit", OUTSIDE) : operation(absolute);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    return fail(context, error.isQuota ? "quota" : "exit", `${POSIX_MESSAGES[error.code]}: ${given.slice(0, 256)}`);
  }
}

/** The wire format counts code points and calls them bytes. */
function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

function succeed(context: ToolContext, output: string, given: string, size: number): ToolResult {
  return {
    success: true,
    output,
    error: "",
    metadata: { outcome: "ok", durationMs: elapsedMs(context), truncated: false, path: given, size },
  };
}

function fail(context: ToolContext, outcome: Exclude<Outcome, "ok">, error: string): ToolResult {
  return failure(outcome, error, elapsedMs(context));
}
