import { SlotboxError } from "./errors.ts";

/** The directory that holds what a trajectory works on, and the only one whose files are artifacts. */
export const WORKSPACE_DIR = "/workspace";

export type SlotState = "available" | "acquired" | "executing" | "releasing";

const TRANSITIONS: Readonly<Record<SlotState, readonly SlotState[]>> = {
  available: ["acquired"],
  acquired: ["executing", "releasing"],
  executing: ["acquired"],
  releasing: ["available"],
};

/**
 * A trajectory's hold on a slot, from `acquire` to `release`. A later trajectory in the same slot gets a `Slot` of its
 * own, so a kept one can't reach its files.
 */
export class Slot {
  /** `slot_0`, `slot_1` … */
  readonly id: string;
  readonly trajectoryId: string;
  readonly workspaceDir = WORKSPACE_DIR;
  #state: SlotState = "available";

  constructor(id: string, trajectoryId: string) {
    this.id = id;
    this.trajectoryId = trajectoryId;
  }

  get state(): SlotState {
    return this.#state;
  }

  /** @internal @throws SlotboxError `illegal_transition` */
  transition(to: SlotState): void {
    if (!TRANSITIONS[this.#state].includes(to)) {
      throw new SlotboxError(
        "illegal_transition",
        `slot ${this.id} can't go from ${this.#state} to ${to}, only to ${TRANSITIONS[this.#state].join(" or ")}`,
      );
    }
    this.#state = to;
  }
}
