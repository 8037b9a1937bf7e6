import type { FileStatus } from "../kernel/description.ts";
import { compareTimes, modificationTime } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { statusOf } from "./program/file-kinds.ts";
import { header } from "./program/head-or-tail.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import type { ProgramCall } from "./program/program.ts";
import { quoteAlways, quoteIfNeeded } from "./program/quoting.ts";

/** A file that is followed. */
export interface Followed {
  readonly operand: string;
  /** Nothing while it can't be opened. */
  fd: number | undefined;
}

export interface Following {
  /** Whether the name is followed, whatever file it is of then. */
  readonly byName: boolean;
  /** Whether files that aren't there are waited for. */
  readonly retries: boolean;
  readonly withHeaders: boolean;
  readonly intervalMs: number;
  /** Whether nothing more is to come. */
  readonly isOver: () => boolean;
}

/** Prints what is added to files, until it is ended or nothing more is to come. @returns the exit status */
export async function follow(call: ProgramCall, files: readonly Followed[], following: Following): Promise<number> {
  const { kernel, process } = call;
  const printer = new AddedPrinter(call, files.at(-1), following);
  for (;;) {
    const isLastLook = following.isOver();
    for (const file of files)
      if (file.fd === undefined ? following.retries : following.byName) await reopen(call, file, following.retries);
    for (const file of files.length > 1 ? inOrderOfChange(call, files) : files) await printer.print(file);
    if (!following.retries && files.every(({ fd }) => fd === undefined)) {
      await call.complain("no files remaining");
      return 1;
    }
    if (isLastLook) return 0;
    await kernel.sleep(process, following.intervalMs);
  }
}

/** What was added first is printed first. */
function inOrderOfChange({ process }: ProgramCall, files: readonly Followed[]): Followed[] {
  const changed = files.flatMap((file) => {
    const description = file.fd === undefined ? undefined : process.descriptors.get(file.fd);
    return description ? [{ file, time: modificationTime(description.status()) }] : [];
  });
  return changed.sort((a, b) => compareTimes(a.time, b.time)).map(({ file }) => file);
}

class AddedPrinter {
  readonly #call: ProgramCall;
  readonly #withHeaders: boolean;
  #last: Followed | undefined;

  constructor(call: ProgramCall, last: Followed | undefined, { withHeaders }: Following) {
    this.#call = call;
    this.#last = last;
    this.#withHeaders = withHeaders;
  }

  async print(file: Followed): Promise<void> {
    const { process, output } = this.#call;
    const { fd } = file;
    if (fd === undefined) return;
    await this.#restartIfShorter(file.operand, fd);
    for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) {
      if (this.#withHeaders && file !== this.#last) output.putText(header(file.operand, false));
      this.#last = file;
      output.put(bytes);
      await output.flush();
    }
  }

  async #restartIfShorter(operand: string, fd: number): Promise<void> {
    const description = this.#call.process.descriptors.get(fd);
    if (description.kind !== "file" || description.status().size >= description.seek(0, "current")) return;
    await this.#call.process.printError(`${this.#call.name}: ${quoteIfNeeded(operand)}: file truncated\n`);
    description.seek(0, "set");
  }
}

/** Takes the file that a name is of now. */
async function reopen(call: ProgramCall, file: Followed, retries: boolean): Promise<void> {
  const { process, files } = call;
  const { operand } = file;
  if (operand === "-") return;
  const now = statusOf(files, operand, true);
  const before = file.fd === undefined ? undefined : process.descriptors.get(file.fd).status();
  if (now === undefined) {
    if (file.fd === undefined) return;
    closeInput(process, file.fd);
    file.fd = undefined;
    const shown = retries ? `${quoteAlways(operand)} has become inaccessible` : quoteIfNeeded(operand);
    await call.complain(`${shown}: ${new SystemError("ENOENT").message}`);
  } else if (before?.ino !== now.ino) {
    await openAgain(call, file, before);
  }
}

async function openAgain(call: ProgramCall, file: Followed, before: FileStatus | undefined): Promise<void> {
  try {
    const fd = openInput(call, file.operand);
    if (file.fd !== undefined) closeInput(call.process, file.fd);
    file.fd = fd;
    const what = before === undefined ? "appeared" : "been replaced";
    await call.process.printError(`${call.name}: ${quoteAlways(file.operand)} has ${what};  following new file\n`);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}
