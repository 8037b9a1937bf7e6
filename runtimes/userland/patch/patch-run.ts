import { S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import { compareTimes, type FileTime, fileTimeOf, modificationTime } from "../../kernel/file-times.ts";
import { bytesOfLatin1 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import { beginning, checkRevision } from "./beginnings.ts";
import type { Dialog } from "./dialog.ts";
import { applyEdScript } from "./ed-script.ts";
import { FilePatcher } from "./file-patcher.ts";
import type { PatchFiles } from "./patch-files.ts";
import { EMPTY_HEADER, otherSide, type Side } from "./patch-header.ts";
import type { PatchCall, PatchSettings } from "./patch-options.ts";
import { type PatchText, UNWRAPPED } from "./patch-text.ts";
import { type SearchStart, type Target, TargetFinder } from "./target-finder.ts";

/** What came of the hunks of one file. */
interface Result {
  readonly content: string;
  readonly side: Side;
  readonly hunks: number;
  readonly failed: number;
  readonly isMismatch: boolean;
}

const NEW_MODE = S_IFREG | 0o666;
const PERMISSIONS = 0o777;
/** Applies the patches of an input, one after the other. */
export class PatchRun {
  readonly #call: PatchCall;
  readonly #settings: PatchSettings;
  readonly #dialog: Dialog;
  readonly #files: PatchFiles;
  readonly #patch: PatchText;
  /** Writes to the one file that was named for all output. */
  readonly #putOutput: ((bytes: Uint8Array) => Promise<void>) | undefined;
  #hasFailed = false;

  constructor(
    call: PatchCall,
    settings: PatchSettings,
    dialog: Dialog,
    files: PatchFiles,
    patch: PatchText,
    putOutput: ((bytes: Uint8Array) => Promise<void>) | undefined,
  ) {
    this.#call = call;
    this.#settings = settings;
    this.#dialog = dialog;
    this.#files = files;
    this.#patch = patch;
    this.#putOutput = putOutput;
  }

  /** @returns whether all could be applied @throws Failure */
  async run(): Promise<boolean> {
    try {
      await this.#patchAll();
    } finally {
      await this.#files.writeQueued();
    }
    await this.#files.deleteQueued();
    return !this.#hasFailed;
  }

  async #patchAll(): Promise<void> {
    const finder = new TargetFinder(this.#call, this.#settings, this.#dialog, this.#files, this.#patch);
    let start: SearchStart = { offset: 0, lineNumber: 1 };
    let wasGit = false;
    for (let isFirst = true; ; isFirst = false) {
      const target = finder.next(start, isFirst ? this.#settings.kind : undefined) ?? this.#emptyTarget(isFirst);
      if (!target) break;
      if (wasGit && !target.header.isGit) await this.#files.writeQueued();
      wasGit = target.header.isGit;
      await this.#patchFile(target);
      const next = { offset: this.#patch.offset, lineNumber: this.#patch.lineNumber };
      if (next.offset === start.offset && target.header !== EMPTY_HEADER) {
        // What looks like a hunk, and is none, would be found again and again.
        this.#patch.readLine(UNWRAPPED);
        throw this.#patch.malformed();
      }
      start = next;
      await this.#dialog.flush();
    }
  }

  #emptyTarget(isFirst: boolean): Target | undefined {
    const { file, output } = this.#settings;
    if (!isFirst || file === undefined || output === undefined) return undefined;
    const status = this.#files.status(file);
    return { header: EMPTY_HEADER, side: "old", name: file, status, isSkipped: false, type: S_IFREG };
  }

  async #patchFile(target: Target): Promise<void> {
    const { header, side, name, type } = target;
    let isSkipped = target.isSkipped;
    if (!isSkipped && type === 0) {
      const modes = `0${modeText(header.modes[side])} to 0${modeText(header.modes[otherSide(side)])}`;
      this.#dialog.say(`File ${quoteIfNeeded(name ?? "")}: can't change file type from ${modes}.\n`);
      isSkipped = true;
    }
    const outputName = isSkipped ? undefined : this.#outputName(target);
    if (header.isGit && outputName !== undefined && this.#files.isQueued(outputName)) await this.#files.writeQueued();
    const status = name === undefined ? undefined : this.#files.status(name);
    if (!isSkipped && status && !isPatchable(status, type)) {
      const wanted = type === S_IFLNK ? "symbolic link" : "regular file";
      this.#dialog.say(`File ${quoteIfNeeded(name ?? "")} is not a ${wanted} -- refusing to patch\n`);
      isSkipped = true;
    }
    if (header.kind === "git-binary" && !isSkipped) {
      this.#dialog.say(`File ${quoteIfNeeded(outputName ?? "")}: git binary diffs are not supported.\n`);
      isSkipped = true;
    }
    const isOutside = !isSkipped && outputName !== undefined && !this.#files.isBelow(outputName);
    if (isOutside) {
      this.#dialog.say(`Invalid file name ${quoteIfNeeded(outputName)} -- skipping patch\n`);
      isSkipped = true;
    }
    if (isSkipped) this.#hasFailed = true;
    const original = !isSkipped && name !== undefined && status ? await this.#files.read(name, status) : "";
    const current = { ...target, status, isSkipped };
    const result =
      header.kind === "ed"
        ? this.#applyEd(current, original)
        : await this.#applyHunks(current, original, outputName, isOutside);
    if (!result || name === undefined || outputName === undefined) return;
    if (this.#putOutput) await this.#putOutput(bytesOfLatin1(result.content));
    else await this.#putIntoPlace({ ...current, name }, outputName, result);
  }

  #outputName({ header, side, name }: Target): string | undefined {
    if (this.#settings.output !== undefined) return this.#settings.output;
    return header.isCopy || header.isRename ? header.names[otherSide(side)] : name;
  }

  /** @returns nothing if the file stays as it is */
  async #applyHunks(
    target: Target,
    original: string,
    outputName: string | undefined,
    isOutside: boolean,
  ): Promise<Result | undefined> {
    const { header, name = "", side, isSkipped } = target;
    if (!isSkipped) {
      checkRevision(header, original, this.#settings, this.#dialog);
      this.#dialog.sayUnlessSilent(beginning(target, name, outputName ?? name, this.#settings.isDryRun));
      this.#dialog.sayIfVerbose("Using Plan A...\n");
    }
    const input = { patch: this.#patch, header, side, isSkipped, lines: linesOf(original), status: target.status };
    const outcome = await new FilePatcher(this.#settings, this.#dialog, input).run(async () => {
      await this.#call.process.checkpoint();
    });
    if (outcome.failed > 0 && !isOutside) await this.#saveRejects(outcome.rejects, outcome, outputName);
    if (outcome.isSkipped) this.#hasFailed = true;
    return outcome.isSkipped ? undefined : { ...outcome, content: outcome.file.written.join("") };
  }

  #applyEd({ header, name, isSkipped, side }: Target, original: string): Result | undefined {
    const lines = applyEdScript(this.#patch, header, linesOf(original));
    if (isSkipped || name === undefined || this.#settings.isDryRun) return undefined;
    if (!lines) {
      this.#dialog.say("?\n");
      throw new Failure("**** ed FAILED");
    }
    const content = lines.map((line) => (line.endsWith("\n") ? line : `${line}\n`)).join("");
    return { content, side, hunks: 1, failed: 0, isMismatch: false };
  }

  async #saveRejects(
    rejects: string,
    { failed, hunks, isSkipped }: { readonly failed: number; readonly hunks: number; readonly isSkipped: boolean },
    outputName: string | undefined,
  ): Promise<void> {
    const { rejectFile, isDryRun } = this.#settings;
    this.#hasFailed = true;
    const count = `${failed} out of ${hunks} hunk${hunks === 1 ? "" : "s"} ${isSkipped ? "ignored" : "FAILED"}`;
    const file = rejectFile ?? `${outputName}.rej`;
    if (outputName === undefined || rejectFile === "-" || isDryRun) {
      this.#dialog.say(`${count}\n`);
      return;
    }
    this.#dialog.say(`${count} -- saving rejects to file ${quoteIfNeeded(file)}\n`);
    await this.#files.writeRejects(file, rejects, rejectFile !== undefined);
  }

  async #putIntoPlace(target: Target & { readonly name: string }, outputName: string, result: Result): Promise<void> {
    const { header, name, type } = target;
    const { backup, isPosix, isDryRun, removesEmptyFiles } = this.#settings;
    const { content, side, hunks, failed } = result;
    const vanishes = header.absences[otherSide(side)] === 2;
    let { isMismatch } = result;
    const isBackedUp = backup.isAlways || (backup.ifMismatch && (isMismatch || failed > 0));
    if (content === "" && (removesEmptyFiles || (vanishes && !isPosix) || type === S_IFLNK)) {
      if (isDryRun) return;
      if (name !== outputName && !this.#files.status(outputName)) {
        const what = `Can't get file attributes of file ${outputName}`;
        throw new Failure(`**** ${what} : No such file or directory`);
      }
      this.#files.deleteLater(outputName, isBackedUp);
      return;
    }
    if (content !== "" && vanishes && (removesEmptyFiles || !isPosix)) {
      isMismatch = true;
      this.#hasFailed = true;
      const shown = quoteIfNeeded(outputName);
      this.#dialog.sayUnlessSilent(`Not deleting file ${shown} as content differs from patch\n`);
    }
    if (isDryRun) return;
    const [oldMode, newMode] = [header.modes[side], header.modes[otherSide(side)]];
    const setsMode = newMode !== 0 && oldMode !== newMode;
    const isChanged = failed < hunks || header.kind === "ed" || setsMode || header.isCopy || header.isRename;
    if (!isChanged) {
      if (isBackedUp) await this.#files.keepCopy(outputName);
      return;
    }
    const { status } = target;
    const file = {
      path: outputName,
      content,
      mode: type | ((setsMode ? newMode : (status?.mode ?? NEW_MODE)) & PERMISSIONS),
      setsMode: setsMode || status !== undefined,
      mtime: this.#timeFor(target, side, outputName, isMismatch || failed > 0),
      isBackedUp,
    };
    if (header.isGit && header.absences[side] !== 2) this.#files.writeLater(file);
    else await this.#files.write(file);
    if (header.isRename && name !== outputName) this.#files.deleteLater(name, isBackedUp);
  }

  /** The time that a file gets, if it gets one. */
  #timeFor({ header, status }: Target, side: Side, outputName: string, isMismatch: boolean): FileTime | undefined {
    const { setsTime, isForced } = this.#settings;
    const [old, now] = [header.timestamps[side], header.timestamps[otherSide(side)]];
    if (setsTime === undefined || now === undefined) return undefined;
    const isOther =
      status &&
      header.absences[side] !== 2 &&
      old !== undefined &&
      compareTimes(fileTimeOf(old), modificationTime(status)) !== 0;
    const why = isForced ? undefined : isOther ? "time mismatch" : isMismatch ? "contents mismatch" : undefined;
    if (why === undefined) return fileTimeOf(now);
    this.#dialog.say(`Not setting time of file ${quoteIfNeeded(outputName)} (${why})\n`);
    return undefined;
  }
}

function isPatchable(status: { readonly mode: number }, type: number): boolean {
  return (type === S_IFREG || type === S_IFLNK) && (status.mode & S_IFMT) === type;
}

function modeText(mode: number): string {
  return (mode & S_IFMT).toString(8);
}

/** The lines of a text, with their newlines. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start) + 1 || text.length;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}
