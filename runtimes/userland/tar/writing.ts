import { Failure } from "../program/failure.ts";
import { withoutSlashes } from "../program/file-kinds.ts";
import { chooseWord } from "../program/numbers.ts";
import { UsageError } from "../program/options.ts";
import { ArchiveOutput, wholeArchive } from "./archive-output.ts";
import { ArchiveUpdate } from "./archive-update.ts";
import { attributesOf, timeOf } from "./attributes.ts";
import { compressionOf } from "./compression.ts";
import { FileArchiver } from "./file-archiver.ts";
import { BLOCK_BYTES, type Format, headerBlock } from "./header.ts";
import type { Listing } from "./listing.ts";
import { KIND } from "./member.ts";
import type { MemberNames } from "./member-names.ts";
import { MemberSelector } from "./member-selector.ts";
import { nameList, tellLateOptions } from "./name-list.ts";
import type { Call } from "./options.ts";
import { FAILED, type Report } from "./report.ts";

const DEFAULT_BLOCKING = 20;
const UNITS = ["", "Ki", "Mi", "Gi", "Ti"];

/** The parts of a run that modes which write share. */
interface Writing {
  readonly call: Call;
  readonly report: Report;
  readonly names: MemberNames;
  readonly listing: Listing;
  readonly archive: string;
}

export async function createArchive(writing: Writing): Promise<void> {
  const { call, report, archive } = writing;
  const list = await nameList(call);
  if (list.files.length === 0 && !call.options.has("files-from"))
    throw new UsageError("Cowardly refusing to create an empty archive", FAILED);
  const output = await ArchiveOutput.open(call, report, archive, compressionOf(call, archive, true));
  try {
    const archiver = await archiverOf(writing, output.ino, list.files.length > 1);
    const startMs = call.kernel.now();
    let total = 0;
    async function* blocks(): AsyncGenerator<Uint8Array> {
      const label = call.options.value("label");
      if (label !== undefined) yield labelBlock(label, Math.floor(call.kernel.now() / 1000));
      for (const file of list.files) yield* archiver.blocksOf(file);
      await tellLateOptions(call, report);
    }
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const bytes of wholeArchive(blocks(), recordBytes(call), 0)) {
        total += bytes.length;
        yield bytes;
      }
    }
    await output.write(counted());
    await archiver.removeArchived();
    if (call.options.has("totals")) await report.print(totalsText(total, call.kernel.now() - startMs, "written"));
  } finally {
    output.close();
  }
}

/** `-r` and `-u`. */
export async function appendFiles(writing: Writing, onlyNewer: boolean): Promise<void> {
  const { call, report, archive } = writing;
  const list = await nameList(call);
  const update = new ArchiveUpdate(call, report, archive, true);
  try {
    const times = new Map<string, number>();
    const end = await update.scan(({ name, mtimeSeconds }) => times.set(withoutSlashes(name), mtimeSeconds));
    const archiver = await archiverOf(
      writing,
      update.ino,
      list.files.length > 1,
      (name, mtimeMs) => onlyNewer && Math.floor(mtimeMs / 1000) <= (times.get(name) ?? Number.NEGATIVE_INFINITY),
    );
    async function* blocks(): AsyncGenerator<Uint8Array> {
      for (const file of list.files) yield* archiver.blocksOf(file);
      await tellLateOptions(call, report);
    }
    await update.writeFrom(end, wholeArchive(blocks(), recordBytes(call), end));
    await archiver.removeArchived();
  } finally {
    update.close();
  }
}

/** `-A`: the operands are archives. */
export async function appendArchives({ call, report, archive }: Writing): Promise<void> {
  const update = new ArchiveUpdate(call, report, archive, true);
  try {
    const end = await update.scan();
    async function* members(): AsyncGenerator<Uint8Array> {
      for (const operand of call.operands) yield* update.membersOf(operand);
    }
    await update.writeFrom(end, wholeArchive(members(), recordBytes(call), end));
  } finally {
    update.close();
  }
}

export async function deleteMembers({ call, report, archive }: Writing): Promise<void> {
  const selector = new MemberSelector(call, await nameList(call));
  const update = new ArchiveUpdate(call, report, archive, false);
  try {
    const kept: { start: number; end: number }[] = [];
    await update.scan(({ name }, start, end) => {
      if (call.operands.length > 0 && selector.directoryFor(name) !== undefined) return;
      const last = kept.at(-1);
      if (last?.end === start) last.end = end;
      else kept.push({ start, end });
    });
    let end = 0;
    for (const { start, end: stop } of kept) {
      if (start !== end) await update.move(start, end, stop - start);
      end += stop - start;
    }
    async function* nothing(): AsyncGenerator<Uint8Array> {}
    await update.writeFrom(end, wholeArchive(nothing(), recordBytes(call), end));
    await selector.tellMissing(report);
  } finally {
    update.close();
  }
}

async function archiverOf(
  { call, report, names, listing }: Writing,
  archiveIno: number | undefined,
  mayRepeat: boolean,
  isInArchive: (name: string, mtimeMs: number) => boolean = () => false,
): Promise<FileArchiver> {
  const { options } = call;
  const newer = options.value("newer") ?? options.value("after-date") ?? options.value("newer-mtime");
  const sorted = orderOf(options.value("sort") ?? "none");
  return new FileArchiver(call, report, names, listing, {
    format: formatOf(call),
    attributes: await attributesOf(call, report),
    followsLinks: options.has("dereference"),
    keepsHardLinks: !options.has("hard-dereference"),
    mayRepeat,
    sortsBy: sorted === "name" || sorted === "inode" ? sorted : undefined,
    newerMs: newer === undefined ? undefined : await timeOf(call, report, newer, "--newer"),
    removes: options.has("remove-files"),
    showsChangedNames: options.has("show-transformed-names", "show-stored-names"),
    archiveIno,
    isInArchive,
  });
}

/** @throws Failure */
function orderOf(text: string): string {
  try {
    return chooseWord(text, "--sort", [["none"], ["name"], ["inode"]]);
  } catch (error) {
    if (error instanceof UsageError) throw new Failure(error.message, FAILED);
    throw error;
  }
}

const FORMAT_NAMES: Readonly<Record<string, Format>> = {
  gnu: "gnu",
  oldgnu: "gnu",
  ustar: "ustar",
  pax: "pax",
  posix: "pax",
  v7: "v7",
};

function formatOf({ options }: Call): Format {
  const last = options.last("format", "posix", "old-archive", "portability", "o");
  if (last === "posix") return "pax";
  if (last === undefined) return options.has("pax-option") ? "pax" : "gnu";
  if (last !== "format") return "v7";
  const name = options.value("format") ?? "";
  const format = Object.hasOwn(FORMAT_NAMES, name) ? FORMAT_NAMES[name] : undefined;
  if (!format) throw new UsageError(`${name}: Invalid archive format`, FAILED);
  return format;
}

export function recordBytes({ options }: Call): number {
  const factor = options.value("blocking-factor") ?? String(DEFAULT_BLOCKING);
  const blocks = Number(factor);
  if (!(blocks > 0)) throw new UsageError(`${factor}: Invalid blocking factor`, FAILED);
  const bytes = Number(options.value("record-size") ?? blocks * BLOCK_BYTES);
  if (!(bytes > 0)) throw new UsageError("Invalid record size", FAILED);
  if (bytes % BLOCK_BYTES !== 0) throw new UsageError(`Record size must be a multiple of ${BLOCK_BYTES}.`, FAILED);
  return bytes;
}

function labelBlock(name: string, mtimeSeconds: number): Uint8Array {
  const device = [0, 0] as const;
  const owner = { uid: 0, gid: 0, user: "", group: "" };
  return headerBlock(
    { name, linkName: "", kind: KIND.volume, mode: 0, size: 0, mtimeSeconds, device, ...owner },
    "gnu",
  );
}

export function totalsText(bytes: number, milliseconds: number, what: "written" | "read"): string {
  const rate = bytes / Math.max(milliseconds / 1000, 0.001);
  return `Total bytes ${what}: ${bytes} (${humanText(bytes)}, ${humanText(rate)}/s)\n`;
}

function humanText(bytes: number): string {
  let [value, power] = [bytes, 0];
  for (; value >= 1024 && power < UNITS.length - 1; power++) value /= 1024;
  const shown = value < 10 && power > 0 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${shown}${UNITS[power] ?? ""}B`;
}
