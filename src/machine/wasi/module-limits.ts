/*
 * What a module may be. V8 would take more, but some of it at a cost that no isolate's limit counts: memory of its
 * compiler, tables for the whole process. The largest programs at hand (clang, CPython, Ruby) need a tenth or less.
 */

export const MODULE_LIMITS = {
  bytes: 64 * 1024 * 1024,
  /** V8 keeps each distinct one as long as the process lives, and aborts at some millions. */
  types: 5_000,
  imports: 1_000,
  exports: 20_000,
  functions: 200_000,
  tables: 100,
  /** Each takes gigabytes of address space. */
  memories: 1,
  /** In all tables: V8 holds them outside of any limit, and clears them without looking up. */
  tableElements: 1_000_000,
  nameBytes: 4_096,
  functionBytes: 1024 * 1024,
  functionLocals: 10_000,
  /** V8's optimising compiler takes memory for each local at each branch. */
  functionLocalsTimesBytes: 100_000_000,
} as const;
