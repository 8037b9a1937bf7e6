import type { BackendConfig, Slot, ToolBackend } from "../../src/index.ts";
import type { Slotbox } from "../package-under-test.ts";
import { type Call, type Files, type Timed, timed, type Workspaces } from "./subject.ts";

/** What a call is run by: a shell, or the interpreter that stays with the slot. */
export type Tool = "bash" | "javascript" | "python";

export interface SlotsSetting {
  /** Where the index.js of the build is. */
  readonly entry: string;
  readonly config: BackendConfig;
  readonly tool: Tool;
}

/** Slots of a backend in this process, through `executeBatch`. */
export async function openSlots({ entry, config, tool }: SlotsSetting, files: Files): Promise<Workspaces> {
  const { createBackend } = (await import(entry)) as Slotbox;
  return new Slots(await createBackend({ ...config, template: files }), tool);
}

class Slots implements Workspaces {
  readonly #backend: ToolBackend;
  readonly #slots = new Map<number, Slot>();

  readonly #tool: Tool;

  constructor(backend: ToolBackend, tool: Tool) {
    this.#backend = backend;
    this.#tool = tool;
  }

  run(calls: readonly Call[]): Promise<Timed> {
    return timed(() => this.#run(calls));
  }

  async #run(calls: readonly Call[]): Promise<string[]> {
    const requests = [];
    for (const { slot, command } of calls)
      requests.push({
        slot: this.#slots.get(slot) ?? (await this.#acquire(slot)),
        tool: this.#tool,
        args: this.#tool === "bash" ? { command } : { code: command },
      });
    const results = await this.#backend.executeBatch(requests);
    return results.map(({ success, output, error }) => {
      if (!success) throw new Error(`slotbox: ${error}: ${output}`);
      return output;
    });
  }

  async #acquire(index: number): Promise<Slot> {
    const slot = await this.#backend.acquire();
    this.#slots.set(index, slot);
    return slot;
  }

  async discard(): Promise<void> {
    for (const slot of this.#slots.values()) await this.#backend.release(slot, { resetWorkspace: true });
    this.#slots.clear();
  }

  async close(): Promise<void> {
    await this.#backend.stop({ purge: true });
  }
}
