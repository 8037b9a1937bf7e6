import { fileURLToPath } from "node:url";
import type { Outcome } from "../../../src/index.ts";

/** A program that is meant to do harm, and what may become of it. */
export interface HostileProgram {
  readonly name: string;
  readonly tool: "bash" | "javascript" | "python";
  readonly code: string;
  /** One, or more with a reason. */
  readonly outcomes: readonly Outcome[];
  /** Why it may end in more than one way, or only runs in processes. */
  readonly why?: string;
  /** In milliseconds. @default 1000 if it can only time out, 2000 if it may, else long enough for what ends it on a busy machine */
  readonly limitMs?: number;
  /** Part of what it must have printed. */
  readonly prints?: string;
  /** In a thread it would end the whole process. */
  readonly processOnly?: boolean;
}

/** What a program prints when it has reached something of the host. */
export const ESCAPED = "ESCAPED";
/** What one prints that has not. */
export const CONTAINED = "contained";
/** In the environment of the program that runs slotbox. */
export const HOST_VARIABLE = "SLOTBOX_HOSTILE_HOST";
/** A file that only the host has. */
export const HOST_FILE = fileURLToPath(import.meta.url);

/** JavaScript that tries ways to the host's `process`, each an expression, and tells whether one was the host's. */
export function javascriptEscape(setup: string, ...ways: readonly string[]): string {
  return `
function isHost(found) {
  try {
    if (found?.env?.${HOST_VARIABLE} !== undefined) return true;
    const fs = found?.getBuiltinModule?.("node:fs") ?? found?.mainModule?.require?.("fs");
    return fs?.existsSync(${JSON.stringify(HOST_FILE)}) === true;
  } catch { return false; }
}
let isFree = false;
const tell = (found) => { if (isHost(found)) isFree = true; };
${setup}
${ways.map((way) => `try { tell(${way}); } catch {}`).join("\n")}
console.log(isFree ? "${ESCAPED}" : "${CONTAINED}");`;
}

/** Python that tries statements, each of which may bind `found`, and tells whether that is of the host. */
export function pythonEscape(setup: string, ...ways: readonly string[]): string {
  return `import os
free = False
def is_host(found):
    text = repr(found)
    return ${JSON.stringify(HOST_VARIABLE)} in text or "import type { Outcome }" in text
${setup}
for way in ${JSON.stringify(ways)}:
    names = dict(globals(), found=None)
    try:
        exec(way, names)
    except Exception:
        continue
    free = free or is_host(names["found"])
print("${ESCAPED}" if free or os.path.exists(${JSON.stringify(HOST_FILE)}) else "${CONTAINED}")`;
}
