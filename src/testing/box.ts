import type { ArtifactEntry } from "../api/artifacts.ts";
import type { ToolBackend } from "../api/backend.ts";
import type { Outcome } from "../api/result.ts";
import type { Slot } from "../api/slot.ts";

export interface BashOptions {
  /** In milliseconds. @default the backend's `defaultTimeoutMs` */
  readonly timeoutMs?: number;
  /** Runs in the slot's persistent shell. @default false */
  readonly stateful?: boolean;
}

export interface BashResult {
  readonly stdout: string;
  readonly stderr: string;
  /** -1 after a timeout. */
  readonly exitCode: number;
  readonly outcome: Outcome;
}

/** A slot in the words of a test. */
export class Box {
  readonly slot: Slot;
  readonly #backend: ToolBackend;

  constructor(backend: ToolBackend, slot: Slot) {
    this.#backend = backend;
    this.slot = slot;
  }

  /** Runs a command. A command that fails is a result; @throws Error only if the sandbox couldn't run it at all. */
  async bash(command: string, { timeoutMs, stateful = false }: BashOptions = {}): Promise<BashResult> {
    const tool = stateful ? "bash_stateful" : "bash";
    const { metadata, error } = await this.#backend.execute({ slot: this.slot, tool, args: { command }, timeoutMs });
    const { outcome, stdout = "", stderr = "", exitCode } = metadata;
    if (exitCode === undefined) throw new Error(`${tool} could not run (${outcome}): ${error}`);
    return { stdout, stderr, exitCode, outcome };
  }

  /** Writes a text file, parent folders included. @throws Error if it can't be written */
  async write(path: string, content: string): Promise<void> {
    const { success, error } = await this.#backend.execute({
      slot: this.slot,
      tool: "write_file",
      args: { path, content },
    });
    if (!success) throw new Error(error);
  }

  /** The whole text of a file. @throws Error if there is none, or it is larger than `maxArtifactBytes` */
  async read(path: string): Promise<string> {
    const artifact = await this.#backend.readArtifact(this.slot, path);
    if (!artifact.success) throw new Error(artifact.error);
    if (artifact.truncated) throw new Error(`File too large: ${artifact.fileSize} bytes (max ${artifact.bytes})`);
    return artifact.content;
  }

  /** What is in a folder. @throws Error if there is no such folder */
  async list(path = ".", { recursive = false }: { recursive?: boolean } = {}): Promise<readonly ArtifactEntry[]> {
    const list = await this.#backend.listArtifacts(this.slot, path, { recursive });
    if (!list.success) throw new Error(list.error);
    return list.entries;
  }
}

/** Runs `use` with a fresh slot, and releases it, emptied, whatever happens. */
export async function withSlot<T>(backend: ToolBackend, use: (box: Box) => T | Promise<T>): Promise<T> {
  const slot = await backend.acquire();
  try {
    return await use(new Box(backend, slot));
  } finally {
    await backend.release(slot, { resetWorkspace: true });
  }
}
