import type { BashOptions } from "just-bash/browser";

type ExecutionLimits = NonNullable<BashOptions["executionLimits"]>;

const UNLIMITED = Number.MAX_SAFE_INTEGER;
/** For counts the interpreter also passes to `split` as a limit, which takes them modulo 2^32. */
const ANY_NUMBER = 2 ** 31 - 2;

/**
 * The interpreter's own caps, out of the way: time, memory, output and files are limited by the slot, and a script that
 * stays within those runs as it would in a container. What is left are bounds where the interpreter would otherwise
 * fail in a worse way: one string may not take the heap in a single allocation, recursion may not take the stack.
 */
export function interpreterLimits(maxWrittenBytes: number, maxStringBytes: number): ExecutionLimits {
  return {
    maxSourceBytes: UNLIMITED,
    maxExecDepth: 128,
    maxCallDepth: 400,
    maxSubstitutionDepth: 100,
    maxSourceDepth: 200,
    maxCommandCount: UNLIMITED,
    maxLoopIterations: UNLIMITED,
    maxAwkIterations: UNLIMITED,
    maxSedIterations: UNLIMITED,
    maxJqIterations: UNLIMITED,
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
    maxArchiveBytes: UNLIMITED,
    maxArchiveCompressedBytes: UNLIMITED,
    maxArchiveEntryBytes: maxStringBytes,
    maxArchiveEntries: ANY_NUMBER,
    maxWorkerMessageBytes: UNLIMITED,
    maxExecutionTimeMs: UNLIMITED,
    maxGlobOperations: UNLIMITED,
    maxStringLength: maxStringBytes,
    maxArrayElements: ANY_NUMBER,
    maxHeredocSize: maxStringBytes,
    maxBraceExpansionResults: 1_000_000,
    maxOutputSize: maxWrittenBytes,
    maxFileDescriptors: 65_536,
  };
}
