import { bothTimes } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { chunksOf } from "../compression/byte-source.ts";
import { DataFault } from "../compression/data-fault.ts";
import { isDirectory, statusOf } from "../program/file-kinds.ts";
import { timeZone } from "../program/time-zone.ts";
import { dosTimeOf } from "./dos-time.ts";
import { isFolder, METHOD, type ZipEntry } from "./entry.ts";
import { entryData } from "./entry-data.ts";
import { MemberMatch } from "./member-match.ts";
import { ZipFault, ZipFile } from "./zip-file.ts";
import { type FoundFile, ZipNames } from "./zip-names.ts";
import type { ZipCall } from "./zip-options.ts";
import { rewritten } from "./zip-replacement.ts";
import { STATUS, ZipError, type ZipReport } from "./zip-report.ts";
import { gathered, type ZipWriter } from "./zip-writer.ts";

const TEST_FAILED = 8;

/** One run of zip. */
export class ZipRun {
  readonly #call: ZipCall;
  readonly #report: ZipReport;
  readonly #archive: string;
  readonly #done: FoundFile[] = [];
  #totalBytes = 0;
  #totalCompressedBytes = 0;
  #changes = 0;

  constructor(call: ZipCall, report: ZipReport, archive: string) {
    this.#call = call;
    this.#report = report;
    this.#archive = archive;
  }

  /** @throws ZipError */
  async run(operands: readonly string[]): Promise<number> {
    const { options } = this.#call;
    const old = await this.#openOld();
    try {
      const isUpdating = options.has("update", "freshen", "delete");
      if (!old && isUpdating) await this.#report.warn(`${this.#archive} not found or empty`);
      if (options.has("delete")) return await this.#delete(old, operands);
      const names = new ZipNames(this.#call, this.#report, statusOf(this.#call.files, this.#archive)?.ino);
      const fromStdin = await this.#gather(names, operands, old);
      if (old && operands.length === 0 && options.has("test", "show-files")) {
        if (options.has("test")) await this.#test();
        else await this.#show(names, old);
        return 0;
      }
      if (names.all.length === 0 && !fromStdin && !options.has("freshen") && !options.has("filesync"))
        return await this.#tellNothing(names, operands);
      if (options.has("show-files")) return await this.#show(names, old);
      return await this.#write(names, fromStdin, old);
    } finally {
      old?.close();
    }
  }

  async #openOld(): Promise<ZipFile | undefined> {
    const { files, process } = this.#call;
    const status = this.#archive === "-" ? undefined : statusOf(files, this.#archive);
    if (!status || status.size === 0 || isDirectory(status)) return undefined;
    const fd = process.descriptors.add(files.open(this.#archive, { access: "read" }, 0));
    try {
      return await ZipFile.open(process, fd);
    } catch (error) {
      process.descriptors.close(fd);
      if (!(error instanceof ZipFault)) throw error;
      await this.#report.warn("missing end signature--probably not a zip file (did you");
      await this.#report.warn("remember to use binary mode when you transferred it?)");
      await this.#report.warn("(if you are trying to read a damaged archive try -F)");
      throw new ZipError(`Zip file structure invalid (${this.#archive})`, STATUS.structure);
    }
  }

  /** @returns whether the standard input is a file, too */
  async #gather(names: ZipNames, operands: readonly string[], old: ZipFile | undefined): Promise<boolean> {
    const { options, process } = this.#call;
    let fromStdin = false;
    if (options.has("recurse-patterns")) await names.addMatching(operands);
    else {
      const isFreshening = options.has("freshen") && operands.length === 0;
      const wanted = isFreshening ? (old?.entries.map(({ name }) => name) ?? []) : operands;
      for (const operand of wanted) {
        if (operand === "-") fromStdin = true;
        else await names.add(operand);
      }
    }
    if (options.has("names-stdin")) {
      const lines = decodeUtf8(await gathered(chunksOf(process, 0)), "escape").split("\n");
      for (const line of lines) if (line.trim() !== "") await names.add(line.trim());
    }
    if (!options.has("freshen"))
      for (const name of names.unmatched) await this.#report.warn(`name not matched: ${name}`);
    return fromStdin;
  }

  async #tellNothing(names: ZipNames, operands: readonly string[]): Promise<number> {
    const { options, process } = this.#call;
    if (options.has("update")) return STATUS.nothing;
    if (options.has("include") && names.unmatched.length === 0) {
      await this.#report.warn("zip file empty");
      return 0;
    }
    const isRecursive = options.has("recurse-paths") && names.unmatched.length > 0 && operands.length > 0;
    const given = process.args.slice(1).filter((arg) => arg.startsWith("-"));
    const archive = this.#call.operands[0] ?? this.#archive;
    const advice = `try: zip ${[...given, archive].join(" ")} . -i ${names.unmatched.join(" ")}`;
    throw new ZipError(`Nothing to do! (${isRecursive ? advice : this.#archive})`, STATUS.nothing);
  }

  async #delete(old: ZipFile | undefined, patterns: readonly string[]): Promise<number> {
    const match = new MemberMatch(patterns, this.#call.options.values("exclude"));
    const deleted = new Set(patterns.length === 0 ? [] : old?.entries.filter(({ name }) => match.has(name)));
    for (const name of match.unmatched) await this.#report.warn(`name not matched: ${name}`);
    if (!old || deleted.size === 0) throw new ZipError(`Nothing to do! (${this.#archive})`, STATUS.nothing);
    await this.#rewritten(async (writer) => {
      for (const entry of old.entries) {
        if (!deleted.has(entry)) await writer.copy(entry, old);
        else await this.#report.tell(`deleting: ${entry.name}\n`);
      }
      await writer.finish(old.comment);
    });
    if (deleted.size === old.entries.length) await this.#report.warn("zip file empty");
    return 0;
  }

  async #write(names: ZipNames, fromStdin: boolean, old: ZipFile | undefined): Promise<number> {
    const { options, kernel } = this.#call;
    const found = new Map(names.all.map((file) => [file.name, file]));
    const plan = (old?.entries ?? []).map((entry) => ({
      entry,
      action: this.#actionFor(entry, found.get(entry.name)),
    }));
    const known = new Set(old?.entries.map(({ name }) => name));
    const added = options.has("freshen") ? [] : names.all.filter(({ name }) => !known.has(name));
    const isChanging = fromStdin || added.length > 0 || plan.some(({ action }) => action !== "keep");
    if (!isChanging) {
      if (!options.has("filesync")) return STATUS.nothing;
      await this.#report.tell("Archive is current\n");
      return 0;
    }
    await this.#rewritten(async (writer) => {
      for (const { entry, action } of plan) {
        const file = found.get(entry.name);
        if (action === "delete") await this.#report.tell(`deleting: ${entry.name}\n`);
        else if (action === "keep" || !file) {
          if (old) await writer.copy(entry, old);
        } else await this.#add(writer, file, options.has("freshen") ? "freshening" : "updating");
      }
      for (const file of added) await this.#add(writer, file, "  adding");
      if (fromStdin) await this.#tellAdded("  adding", await writer.addStdin(kernel.now(), 0o10600));
      await writer.finish(old?.comment ?? new Uint8Array(0));
    });
    if (options.has("verbose")) await this.#tellTotals();
    if (options.has("test")) await this.#test();
    this.#removeMoved();
    return 0;
  }

  #actionFor(entry: ZipEntry, file: FoundFile | undefined): "keep" | "replace" | "delete" {
    const { options } = this.#call;
    if (!file) return options.has("filesync") ? "delete" : "keep";
    const zone = timeZone(this.#call.process.env.get("TZ"));
    const isNewer = dosTimeOf(file.status.mtimeMs, zone) > entry.dosTime;
    if (options.has("update", "freshen")) return isNewer ? "replace" : "keep";
    if (!options.has("filesync")) return "replace";
    const isSame = dosTimeOf(file.status.mtimeMs, zone) === entry.dosTime;
    return isSame && (isFolder(entry) || entry.plainBytes === file.status.size) ? "keep" : "replace";
  }

  async #add(writer: ZipWriter, file: FoundFile, verb: string): Promise<void> {
    const entry = await writer.addFile(file);
    this.#done.push(file);
    await this.#tellAdded(verb, entry);
    await this.#call.process.checkpoint();
  }

  async #tellAdded(verb: string, entry: ZipEntry): Promise<void> {
    const { plainBytes, compressedBytes, method, name } = entry;
    this.#changes++;
    this.#totalBytes += plainBytes;
    this.#totalCompressedBytes += compressedBytes;
    const sizes = this.#call.options.has("verbose") ? `\t(in=${plainBytes}) (out=${compressedBytes})` : "";
    const how = method === METHOD.stored ? "stored" : "deflated";
    await this.#report.tell(`${verb}: ${name}${sizes} (${how} ${percentOf(plainBytes, compressedBytes)}%)\n`);
  }

  async #tellTotals(): Promise<void> {
    const [all, packed] = [this.#totalBytes, this.#totalCompressedBytes];
    if (this.#changes > 0)
      await this.#report.tell(`total bytes=${all}, compressed=${packed} -> ${percentOf(all, packed)}% savings\n`);
  }

  /** @throws ZipError */
  async #rewritten(write: (writer: ZipWriter) => Promise<void>): Promise<void> {
    await rewritten(this.#call, this.#archive, write);
    const { options, files } = this.#call;
    if (options.has("latest-time"))
      files.setTimes(this.#archive, bothTimes(Math.max(...this.#done.map(({ status }) => status.mtimeMs))));
  }

  async #test(): Promise<void> {
    const { files, process } = this.#call;
    const file = await ZipFile.open(process, process.descriptors.add(files.open(this.#archive, { access: "read" }, 0)));
    try {
      for (const entry of file.entries) for await (const _ of entryData(file, entry)) await process.checkpoint();
      await this.#report.tell(`test of ${this.#archive} OK\n`);
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      throw new ZipError(
        `Zip file invalid, could not spawn unzip, or wrong unzip (original files unmodified)`,
        TEST_FAILED,
      );
    } finally {
      file.close();
    }
  }

  /** `-sf` */
  async #show(names: ZipNames, old: ZipFile | undefined): Promise<number> {
    const isOld = names.all.length === 0 && old;
    const rows = isOld
      ? old.entries.map(({ name, plainBytes }) => ({ name, bytes: plainBytes }))
      : names.all.map(({ name, status }) => ({ name, bytes: name.endsWith("/") ? 0 : status.size }));
    const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    const head = isOld ? "Archive contains:" : "Would Add/Update:";
    const lines = [head, ...rows.map(({ name }) => `  ${name}`), `Total ${rows.length} entries (${total} bytes)`];
    await this.#report.tell(`${lines.join("\n")}\n`);
    return 0;
  }

  /** `-m`: files, then directories that are empty now. */
  #removeMoved(): void {
    const { files, options } = this.#call;
    if (!options.has("move")) return;
    for (const { path, name } of [...this.#done].reverse()) {
      try {
        if (name.endsWith("/")) files.rmdir(path);
        else files.unlink(path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
      }
    }
  }
}

/** How much smaller it became, in percent, rounded. */
function percentOf(plainBytes: number, compressedBytes: number): number {
  if (plainBytes === 0) return 0;
  return Math.trunc((1 + Math.trunc((200 * (plainBytes - compressedBytes)) / plainBytes)) / 2);
}
