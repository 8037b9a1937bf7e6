import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import v8 from "node:v8";
import ivm from "isolated-vm";
import { setEngineFlags } from "./engine-flags.ts";
import { guestBundleBytes } from "./guest-bundle.ts";
import { cacheFolders, keptFile } from "./kept-file.ts";
import { KeptHandles } from "./kept-handles.ts";

/** Of other versions of slotbox and Node that are in use beside this one. */
const KEPT_OTHERS = 3;

export interface SnapshotOptions {
  /** How stacks name the code. */
  readonly filename?: string;
  /** Code that runs after the runtime's, so that the snapshot has what it calls compiled. */
  readonly warmUp?: string;
}

/**
 * A V8 startup snapshot of an isolate in which a runtime's code has run. It takes a tenth of a second or more to make, so it
 * is kept for other processes; see kept-file.ts.
 */
export function startupSnapshot(
  runtime: "shell" | "node",
  options: SnapshotOptions = {},
  folders: readonly string[] = cacheFolders(process.env["XDG_CACHE_HOME"]),
): Uint8Array {
  setEngineFlags();
  const code = guestBundleBytes(runtime);
  const file = { kind: runtime, key: keyOf(code, options), keptOthers: KEPT_OTHERS };
  return keptFile(folders, file, () => make(code, options));
}

/** A snapshot fits only the V8 it was made by, with the same flags. */
function keyOf(code: Buffer, { filename, warmUp }: SnapshotOptions): string {
  const { size, mtimeMs } = statSync(process.execPath);
  const engine = { ...process.versions, platform: process.platform, arch: process.arch, size, mtimeMs };
  return createHash("sha256")
    .update(JSON.stringify({ engine, flags: v8.cachedDataVersionTag(), filename, warmUp }))
    .update(code)
    .digest("hex");
}

function make(code: Buffer, { filename, warmUp }: SnapshotOptions): Uint8Array {
  const handles = new KeptHandles();
  const script = { code: code.toString("utf8"), ...(filename === undefined ? {} : { filename }) };
  const snapshot = handles.keep(ivm.Isolate.createSnapshot([script], warmUp));
  const bytes = snapshot.copy();
  snapshot.release();
  handles.discard();
  return new Uint8Array(bytes);
}
