import { launch } from "../launch.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";

const PR = "/usr/bin/pr";

/** Has pr print in pages what is written meanwhile. @throws Failure */
export async function paginated(
  { process, kernel, output }: ProgramCall,
  title: string,
  write: () => Promise<void>,
): Promise<void> {
  await output.flush();
  const { readEnd, writeEnd } = kernel.pipe();
  const child = kernel.fork(process, (own) => launch(own, kernel, [PR, "-h", title]));
  child.descriptors.set(0, readEnd);
  const kept = process.descriptors.add(process.descriptors.get(1));
  process.descriptors.set(1, writeEnd);
  try {
    await write();
    await output.flush();
  } finally {
    process.descriptors.duplicate(kept, 1);
    process.descriptors.close(kept);
  }
  const ended = await kernel.wait(process, child.pid);
  const status = ended?.status.kind === "exited" ? ended.status.code : undefined;
  if (status === undefined || status > 0)
    throw new Failure(`subsidiary program '${PR}' failed${status === undefined ? "" : ` (exit status ${status})`}`);
}
