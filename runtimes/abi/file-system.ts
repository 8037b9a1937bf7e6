/** What the slot's one file system says of itself, as statfs(2), wherever it is asked. */
export const FILE_SYSTEM = {
  type: "slotfs",
  /** `slot` in ASCII. */
  magic: 0x736c6f74,
  id: 1,
  blockBytes: 4096,
  maxNameBytes: 255,
} as const;

/** What the slot's limits allow, and what of it is left. */
export interface FileSystemSpace {
  readonly blocks: number;
  readonly freeBlocks: number;
  readonly files: number;
  readonly freeFiles: number;
}

/** Where in the registers `space` leaves its answer. */
export const SPACE_FIELDS = { blocks: 0, freeBlocks: 1, files: 2, freeFiles: 3 } as const;
