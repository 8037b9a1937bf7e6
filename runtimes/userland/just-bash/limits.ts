import type { ResolvedCommandContext } from "just-bash/browser";

type Limits = ResolvedCommandContext["limits"];

const UNLIMITED = Number.MAX_SAFE_INTEGER;
/** For counts that commands also pass to `split` as a limit, which takes them modulo 2^32. */
const ANY_NUMBER = 2 ** 31 - 2;

const OUT_OF_TIME = "out of time";
/** What commands say that met an {@link IterationsUntil}: nothing a program that is ended would say. */
const OUT_OF_TIME_LINE = new RegExp(`^.*\\(${OUT_OF_TIME}\\)\n`, "gm");

export function withoutOutOfTime(stderr: string): string {
  return stderr.replace(OUT_OF_TIME_LINE, "");
}

/** So many comparisons to a look at the clock, which costs more than an iteration. */
const COMPARISONS_PER_LOOK = 64;

/**
 * A limit for loops that compare a count with it and look at nothing else, as awk's: as a number it is out of reach
 * until there is a reason to stop, and then it is zero.
 */
export class IterationsUntil {
  readonly #mustStop: () => boolean;
  #comparisons = 0;

  constructor(mustStop: () => boolean) {
    this.#mustStop = mustStop;
  }

  /** For messages. */
  toString(): string {
    return OUT_OF_TIME;
  }

  valueOf(): number {
    return ++this.#comparisons % COMPARISONS_PER_LOOK === 0 && this.#mustStop() ? 0 : UNLIMITED;
  }
}

/**
 * The caps of commands, out of the way: time, memory, output and files are limited by the slot. What is left are bounds
 * where a command would otherwise fail in a worse way: one string may not take the heap in a single allocation, recursion
 * may not take the stack.
 */
export function commandLimits(maxStringBytes: number, mustStop: () => boolean): Limits {
  // Only ever compared and subtracted from.
  const maxIterations = new IterationsUntil(mustStop) as unknown as number;
  return {
    maxSourceBytes: UNLIMITED,
    maxExecDepth: 128,
    maxCallDepth: 400,
    maxSubstitutionDepth: 100,
    maxSourceDepth: 200,
    maxCommandCount: UNLIMITED,
    maxLoopIterations: UNLIMITED,
    maxAwkIterations: maxIterations,
    maxSedIterations: maxIterations,
    maxJqIterations: maxIterations,
    maxQueryTokens: ANY_NUMBER,
    maxQueryDepth: 2000,
    maxQueryElements: ANY_NUMBER,
    maxAwkParserTokens: ANY_NUMBER,
    maxAwkParserDepth: 1000,
    maxAwkParserOperations: UNLIMITED,
    maxCsvRows: ANY_NUMBER,
    maxCsvCells: ANY_NUMBER,
    maxWorkUnits: UNLIMITED,
    maxTraversalEntries: UNLIMITED,
    maxTraversalDepth: 2000,
    maxTraversalWork: UNLIMITED,
    maxLiveBytes: UNLIMITED,
    maxInputBytes: UNLIMITED,
    maxFileSystemBytes: UNLIMITED,
    maxDatabaseBytes: UNLIMITED,
    maxDatabaseResultBytes: UNLIMITED,
    maxArchiveBytes: UNLIMITED,
    maxArchiveCompressedBytes: UNLIMITED,
    maxArchiveEntryBytes: maxStringBytes,
    maxArchiveEntries: ANY_NUMBER,
    maxWorkerMessageBytes: UNLIMITED,
    maxExecutionTimeMs: UNLIMITED,
    maxExtensionCleanupTimeMs: UNLIMITED,
    maxSqliteTimeoutMs: UNLIMITED,
    maxPythonTimeoutMs: UNLIMITED,
    maxJsTimeoutMs: UNLIMITED,
    maxGlobOperations: UNLIMITED,
    maxStringLength: maxStringBytes,
    maxArrayElements: ANY_NUMBER,
    maxHeredocSize: maxStringBytes,
    maxBraceExpansionResults: 1_000_000,
    maxOutputSize: UNLIMITED,
    maxFileDescriptors: 65_536,
  };
}
