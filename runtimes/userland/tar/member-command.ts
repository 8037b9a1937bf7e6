import type { Process } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { launch } from "../launch.ts";
import type { Member } from "./member.ts";
import type { Call } from "./options.ts";
import type { Report } from "./report.ts";

const VERSION = "1.34";
const BLOCKING_FACTOR = "20";

interface MemberCommand {
  readonly command: string;
  readonly archive: string;
}

/** Has a shell run a command that reads what is in a member, and is told of it by variables. */
export async function runMemberCommand(
  call: Call,
  report: Report,
  { command, archive }: MemberCommand,
  member: Member,
  name: string,
  data: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { kernel, process, output, options } = call;
  await output.flush();
  const { readEnd, writeEnd } = kernel.pipe();
  const child = kernel.fork(process, (own) => {
    own.setDisposition("SIGPIPE", "default");
    for (const [variable, value] of variablesOf(member, name, archive)) own.env.set(variable, value);
    return launch(own, kernel, ["/bin/sh", "-c", command]);
  });
  child.descriptors.set(0, readEnd);
  await pass(process, process.descriptors.add(writeEnd), data);
  const ended = await kernel.wait(process, child.pid);
  if (ended === undefined || options.has("ignore-command-error")) return;
  const { status } = ended;
  if (status.kind !== "exited") await report.warn(`${child.pid}: Child terminated on signal ${SIGNALS[status.signal]}`);
  else if (status.code !== 0) await report.error(`${child.pid}: Child returned status ${status.code}`);
}

/** A command that has seen enough reads no more. */
async function pass(process: Process, fd: number, data: AsyncIterable<Uint8Array>): Promise<void> {
  const before = process.disposition("SIGPIPE");
  process.setDisposition("SIGPIPE", "ignore");
  try {
    for await (const bytes of data) await process.write(fd, bytes);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== "EPIPE") throw error;
  } finally {
    process.setDisposition("SIGPIPE", before);
    process.descriptors.close(fd);
  }
}

function variablesOf(member: Member, name: string, archive: string): readonly (readonly [string, string])[] {
  return [
    ["TAR_VERSION", VERSION],
    ["TAR_ARCHIVE", archive],
    ["TAR_VOLUME", "1"],
    ["TAR_BLOCKING_FACTOR", BLOCKING_FACTOR],
    ["TAR_FORMAT", "gnu"],
    ["TAR_FILETYPE", "f"],
    ["TAR_MODE", `0${(member.mode & 0o7777).toString(8)}`],
    ["TAR_FILENAME", name],
    ["TAR_REALNAME", member.name],
    ["TAR_UNAME", member.user],
    ["TAR_GNAME", member.group],
    ["TAR_MTIME", String(member.mtimeSeconds)],
    ["TAR_SIZE", String(member.size)],
    ["TAR_UID", String(member.uid)],
    ["TAR_GID", String(member.gid)],
  ];
}
