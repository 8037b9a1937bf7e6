/** Bytes of files that slots may have together, and have. */
export class WorkspaceBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** To be called before a slot's files change. What makes them fewer is always allowed. @throws BudgetError */
  assertRoom(moreBytes: number): void {
    const bytes = this.#usedBytes + moreBytes;
    if (moreBytes > 0 && bytes > this.#maxBytes) throw new BudgetError(bytes, this.#maxBytes);
  }

  /** To be called after a slot's files have changed. */
  changed(moreBytes: number): void {
    this.#usedBytes += moreBytes;
  }
}

/** Files that don't fit beside those of the other slots: nothing is wrong with them or with who made them. */
export class BudgetError extends Error {
  constructor(bytes: number, maxBytes: number) {
    super(`the files of all slots would take ${bytes} bytes (maxTotalWorkspaceBytes is ${maxBytes})`);
  }
}
