import type { DataFault } from "../compression/data-fault.ts";
import type { CompressionFormat } from "../compression/formats.ts";

/** What is to be done with files. */
export interface FilterTask {
  readonly task: "compress" | "decompress" | "test";
  readonly toStdout: boolean;
  readonly isForced: boolean;
  readonly keeps: boolean;
  readonly isVerbose: boolean;
  readonly isQuiet: boolean;
  readonly isRecursive: boolean;
  readonly level: number | undefined;
  /** What compressed files end with. */
  readonly suffix: string;
  /** Where all goes, if that was said. */
  readonly output: string | undefined;
  readonly format: CompressionFormat;
}

export interface Sizes {
  readonly plainBytes: number;
  readonly compressedBytes: number;
}

/** A message and the status that the run then has at least. */
export interface Complaint {
  readonly text: string;
  readonly status: number;
}

/** What one program says, and how it calls files. */
export interface Dialect {
  /** What the standard input is called. */
  readonly stdin: string;
  /** Whether a fault in data ends the run. */
  readonly stopsAtFault: boolean;
  cannotOpen(path: string, reason: string): Complaint;
  isDirectory(path: string): Complaint;
  /** Nothing: it is compressed once more. */
  hasSuffix(path: string, suffix: string): Complaint | undefined;
  /** Another name for what is in a file whose name doesn't say it, with a warning, or why there is none. */
  unknownSuffix(path: string): Complaint & { readonly target?: string };
  /** Whether data are of another format, if that is told before all else. */
  isForeign?(head: Uint8Array): boolean;
  exists(target: string): Complaint;
  isLink(path: string): Complaint;
  /** Nothing: it is no matter. */
  hasLinks(path: string, others: number): Complaint | undefined;
  /** @param output what was written to; nothing if data were only tested */
  fault(path: string, output: string | undefined, fault: DataFault, isStart: boolean): Complaint;
  /** What is said when a file is done; nothing if nothing is. */
  result(path: string, target: string, sizes: Sizes, task: FilterTask): string;
  /** The name without its suffix; nothing if it has none that is known. */
  bareName(path: string, task: FilterTask): string | undefined;
}
