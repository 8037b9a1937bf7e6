import { DataFault } from "../compression/data-fault.ts";
import { isFolder, METHOD, type ZipEntry } from "./entry.ts";
import { canRead, entryData } from "./entry-data.ts";
import type { UnzipCall } from "./unzip-options.ts";
import { padded, STATUS, type UnzipReport } from "./unzip-report.ts";
import { ZipFault, type ZipFile } from "./zip-file.ts";

/** Reads entries without making files of them. */
export class UnzipReading {
  readonly #call: UnzipCall;
  readonly #report: UnzipReport;
  readonly #quiet: number;

  constructor(call: UnzipCall, report: UnzipReport, quiet: number) {
    this.#call = call;
    this.#report = report;
    this.#quiet = quiet;
  }

  async test(file: ZipFile, entries: readonly ZipEntry[], path: string, isChosen: boolean): Promise<void> {
    const { output } = this.#call;
    let isFaulty = false;
    for (const entry of entries) {
      if (!canRead(entry)) {
        await this.#report.skip(entry, `need PK compat. v${entry.versionNeeded / 10} (can do v4.6)`);
        continue;
      }
      if (this.#quiet === 0) output.putText(`    testing: ${padded(entry.name)}  `);
      try {
        for await (const _ of entryData(file, entry)) await this.#call.process.checkpoint();
        if (this.#quiet === 0) output.putText(" OK\n");
      } catch (error) {
        isFaulty = true;
        this.#tellTestFault(entry, error);
      }
    }
    if (this.#quiet > 1) return;
    const tested = isChosen
      ? `${path} for the ${entries.length} file${entries.length === 1 ? "" : "s"} tested`
      : `compressed data of ${path}`;
    output.putText(isFaulty ? `At least one error was detected in ${path}.\n` : `No errors detected in ${tested}.\n`);
  }

  #tellTestFault({ name }: ZipEntry, error: unknown): void {
    const { output } = this.#call;
    if (!(error instanceof DataFault || error instanceof ZipFault)) throw error;
    this.#report.raise(STATUS.dataError);
    const isQuiet = this.#quiet > 0;
    if (error instanceof DataFault && error.problems.includes("checksum"))
      output.putText(`${isQuiet ? `${padded(name)} ` : ""} bad CRC ${error.detail}\n`);
    else output.putText(`\n  error:  invalid compressed data to inflate${isQuiet ? ` ${name}` : ""}\n`);
  }

  async print(file: ZipFile, entries: readonly ZipEntry[]): Promise<void> {
    const { options, output } = this.#call;
    for (const entry of entries) {
      if (isFolder(entry)) continue;
      if (!canRead(entry) || (entry.flags & 1) !== 0) {
        const isLocked = canRead(entry);
        const why = isLocked ? "unable to get password" : `need PK compat. v${entry.versionNeeded / 10} (can do v4.6)`;
        await this.#report.skip(entry, why, isLocked);
        continue;
      }
      const isNamed = options.has("c");
      const verb = entry.method === METHOD.stored ? " extracting" : "  inflating";
      if (isNamed) output.putText(`${verb}: ${padded(entry.name)}  \n`);
      try {
        for await (const bytes of entryData(file, entry)) {
          output.put(bytes);
          if (output.isFull) await output.flush();
        }
      } catch (error) {
        if (error instanceof ZipFault) await this.#report.badOffset(file.entries.indexOf(entry) + 1, error);
        else if (error instanceof DataFault) await this.#report.dataError(error, isNamed ? undefined : entry.name);
        else throw error;
      }
      if (isNamed) output.putText("\n");
    }
  }
}
