import { isDirectory, statusOf } from "../program/file-kinds.ts";
import { ArchiveInput } from "./archive-input.ts";
import { ArchiveReader } from "./archive-reader.ts";
import { Comparison } from "./comparison.ts";
import { compressionOf } from "./compression.ts";
import { Extractor, type ExtractorManner } from "./extractor.ts";
import type { Listing } from "./listing.ts";
import { isDirectoryMember, isFileKind, KIND, type Member } from "./member.ts";
import { runMemberCommand } from "./member-command.ts";
import { containsDotDot, type MemberNames } from "./member-names.ts";
import { MemberSelector } from "./member-selector.ts";
import { nameList } from "./name-list.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report, shown } from "./report.ts";
import { topLevelOf, withTopLevel } from "./top-level.ts";
import { recordBytes, totalsText } from "./writing.ts";

/** The parts of a run that modes which read share. */
export interface Reading {
  readonly call: Call;
  readonly report: Report;
  readonly names: MemberNames;
  readonly listing: Listing;
  readonly archive: string;
}

type Visit = (member: Member, directory: string, reader: ArchiveReader) => Promise<void>;

export async function listArchive(reading: Reading): Promise<void> {
  const { call, names, listing } = reading;
  const showsChanged = call.options.has("show-transformed-names");
  await eachMember(reading, async (member) => {
    await names.safe(member.name.replace(/\/$/, ""));
    if (showsChanged) await listing.put(changedTarget(member, names), names.changedFile(member.name) ?? "/");
    else await listing.put(member, member.name);
  });
}

function changedTarget(member: Member, names: MemberNames): Member {
  return { ...member, linkName: names.changedTarget(member) };
}

export async function extractArchive(reading: Reading): Promise<void> {
  const { call, report, names, listing, archive } = reading;
  const { options } = call;
  const keepsAbsolute = options.has("absolute-names");
  const extractor = new Extractor(call, report, names, extractorManner(call));
  const top = topLevelOf(call, archive);
  const showsChanged = options.has("show-transformed-names");
  const toStdout = options.has("to-stdout");
  const command = options.value("to-command");
  await eachMember(reading, async (member, directory, reader) => {
    if (member.kind === KIND.volume) return listing.put(member, member.name);
    const hasSlash = member.name.length > 1 && member.name.endsWith("/");
    const bare = hasSlash ? member.name.replace(/\/+$/, "") : member.name;
    const changed = names.changed(bare, "file");
    if (changed === undefined || changed === "") return;
    const safe = await names.safe(changed);
    if (!keepsAbsolute && containsDotDot(changed))
      return report.error(`${shown(member.name)}: Member name contains '..'`);
    const name = (top === undefined ? safe : withTopLevel(safe, top)) + (hasSlash ? "/" : "");
    if (showsChanged) await listing.put(changedTarget(member, names), name);
    else await listing.put(member, member.name);
    if (command !== undefined) {
      if (isDirectoryMember(member) || !isFileKind(member.kind)) return;
      return runMemberCommand(call, report, { command, archive }, member, name, reader.data());
    }
    if (!toStdout) return extractor.extract(member, name, directory, () => reader.data());
    if (member.kind === KIND.hardLink || member.kind === KIND.link) return;
    for await (const bytes of reader.data()) {
      call.output.put(bytes);
      if (call.output.isFull) await call.output.flush();
    }
  });
  await extractor.finish();
}

export async function compareArchive(reading: Reading): Promise<void> {
  const { call, report, names, listing } = reading;
  const comparison = new Comparison(call, report, names);
  await eachMember(reading, async (member, directory, reader) => {
    await listing.put(member, member.name);
    const name = names.changed(await names.safe(member.name), "file");
    if (name !== undefined) await comparison.compare(member, name, directory, () => reader.data());
  });
}

/** Prints the label that an archive begins with. */
export async function testLabel(reading: Reading): Promise<void> {
  const { call, report, archive } = reading;
  const input = await ArchiveInput.open(call, report, archive, compressionOf(call, archive, false));
  try {
    const first = await readerOf(input, reading).next();
    if (first?.kind !== KIND.volume) return;
    if (call.operands.length === 0) call.output.putText(`${first.name}\n`);
    else if (!call.operands.includes(first.name)) report.differs();
  } finally {
    input.close();
  }
}

async function eachMember(reading: Reading, visit: Visit): Promise<void> {
  const { call, report, archive } = reading;
  const list = await nameList(call);
  const selector = new MemberSelector(call, list);
  const startMs = call.kernel.now();
  const input = await ArchiveInput.open(call, report, archive, compressionOf(call, archive, false));
  try {
    if (!call.options.has("list", "to-stdout"))
      for (const directory of new Set([list.directory, ...list.files.map((file) => file.directory)]))
        enter(call, directory);
    const reader = readerOf(input, reading);
    for (let member = await reader.next(); member; member = await reader.next()) {
      const directory = selector.directoryFor(member.name);
      if (directory !== undefined) await visit(member, directory, reader);
      await call.process.checkpoint();
    }
    await input.finish();
    const record = recordBytes(call);
    const total = Math.ceil(input.source.taken / record) * record;
    if (call.options.has("totals")) await report.print(totalsText(total, call.kernel.now() - startMs, "read"));
  } finally {
    input.close();
  }
  await selector.tellMissing(report);
}

function readerOf(input: ArchiveInput, { call, report }: Reading): ArchiveReader {
  return new ArchiveReader(input.source, report, {
    ignoresZeros: call.options.has("ignore-zeros"),
    isBroken: () => input.isBroken,
  });
}

/** @throws Fatal */
function enter({ files }: Call, directory: string): void {
  const status = directory === "" ? undefined : statusOf(files, directory);
  if (directory === "" || (status && isDirectory(status))) return;
  throw new Fatal(`${shown(directory)}: Cannot open: ${status ? "Not a directory" : "No such file or directory"}`);
}

const REPLACING = {
  "keep-old-files": "nothing",
  "skip-old-files": "nothing, silently",
  "keep-newer-files": "older",
  overwrite: "in place",
  "unlink-first": "unlinked",
} as const;

function extractorManner({ options }: Call): ExtractorManner {
  const replacing = options.last("keep-old-files", "skip-old-files", "keep-newer-files", "overwrite", "unlink-first");
  const modes = options.last("same-permissions", "preserve-permissions", "no-same-permissions");
  return {
    replaces: replacing === undefined ? "all" : REPLACING[replacing],
    removesDirectories: options.has("recursive-unlink"),
    keepsModes: modes !== "no-same-permissions",
    keepsOwners: (options.last("same-owner", "no-same-owner", "o") ?? "same-owner") === "same-owner",
    hasNumericOwners: options.has("numeric-owner"),
    keepsTimes: !options.has("touch"),
    keepsDirectoryModes: !options.has("no-overwrite-dir"),
    keepsDirectoryLinks: options.has("keep-directory-symlink"),
    keepsAbsolute: options.has("absolute-names"),
    isVerbose: options.has("verbose"),
  };
}
