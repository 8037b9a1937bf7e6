import { SystemError } from "../kernel/system-error.ts";
import { header } from "./program/ends.ts";
import { statusOf } from "./program/file-kinds.ts";
import type { ProgramCall } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";

/** A file that tail goes on with. */
export interface Followed {
  readonly operand: string;
  /** Nothing as long as there is no such file. */
  fd: number | undefined;
}

export interface FollowManner {
  readonly intervalMs: number;
  readonly withHeaders: boolean;
  /** Whether a file that comes to have the name is gone on with. */
  readonly byName: boolean;
  /** Whether it is the last time to look. */
  isOver(): boolean;
}

const LEAST_INTERVAL_MS = 10;

/** Prints what is added to the files, until that is over. */
export async function follow(call: ProgramCall, all: readonly Followed[], manner: FollowManner): Promise<void> {
  const { kernel, process, output } = call;
  let last = all.findLast(({ fd }) => fd !== undefined);
  for (;;) {
    const isLastLook = manner.isOver();
    for (const file of all) {
      if (file.fd !== undefined) await startAgainIfTruncated(call, file, file.fd);
      for (let bytes = await next(call, file); bytes.length > 0; bytes = await next(call, file)) {
        if (manner.withHeaders && file !== last) output.putText(header(file.operand, false));
        last = file;
        output.put(bytes);
        await output.flush();
      }
      if (manner.byName) await lookAtName(call, file);
    }
    if (isLastLook) return;
    await kernel.sleep(process, Math.max(LEAST_INTERVAL_MS, manner.intervalMs));
  }
}

async function next({ process }: ProgramCall, { fd }: Followed): Promise<Uint8Array> {
  return fd === undefined ? new Uint8Array(0) : process.read(fd);
}

async function startAgainIfTruncated({ process, name }: ProgramCall, { operand }: Followed, fd: number): Promise<void> {
  const description = process.descriptors.get(fd);
  if (description.kind !== "file") return;
  if (description.status().size >= description.seek(0, "current")) return;
  await process.printError(`${name}: ${operand}: file truncated\n`);
  description.seek(0, "set");
}

async function lookAtName(call: ProgramCall, file: Followed): Promise<void> {
  const { files, process, name } = call;
  const shown = quoteAlways(file.operand);
  const there = statusOf(files, file.operand);
  if (there === undefined) {
    if (file.fd === undefined) return;
    await call.complain(`${shown} has become inaccessible: ${new SystemError("ENOENT").message}`);
    process.descriptors.close(file.fd);
    file.fd = undefined;
    return;
  }
  if (file.fd !== undefined && process.descriptors.get(file.fd).status().ino === there.ino) return;
  const isNew = file.fd === undefined;
  if (file.fd !== undefined) process.descriptors.close(file.fd);
  file.fd = process.descriptors.add(files.open(file.operand, { access: "read" }, 0));
  await process.printError(`${name}: ${shown} has ${isNew ? "appeared" : "been replaced"};  following new file\n`);
}
