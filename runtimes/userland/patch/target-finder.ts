import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { Failure } from "../program/failure.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import type { Dialog } from "./dialog.ts";
import { HeaderScanner } from "./header-scanner.ts";
import { isOfType, NameChoice } from "./name-choice.ts";
import type { PatchFiles } from "./patch-files.ts";
import { otherSide, type PatchHeader, type PatchKind, type Side } from "./patch-header.ts";
import type { PatchCall, PatchSettings } from "./patch-options.ts";
import type { PatchText } from "./patch-text.ts";

/** A patch of the input, and the file that it is for. */
export interface Target {
  readonly header: PatchHeader;
  /** Which side of the patch the file is now. */
  readonly side: Side;
  readonly name: string | undefined;
  readonly status: FileStatus | undefined;
  readonly isSkipped: boolean;
  /** The type of file that the patch is for; 0 if it would change it. */
  readonly type: number;
}

/** Where the search for the next patch begins. */
export interface SearchStart {
  readonly offset: number;
  readonly lineNumber: number;
}

const FORM_NAMES: Readonly<Record<PatchKind, string>> = {
  unified: "a unified diff",
  context: "a new-style context diff",
  "old-context": "a context diff",
  normal: "a normal diff",
  "git-binary": "a git binary diff",
  ed: "an ed script",
};

/** Finds the patches of the input, one after the other, and their files. */
export class TargetFinder {
  readonly #call: PatchCall;
  readonly #settings: PatchSettings;
  readonly #dialog: Dialog;
  readonly #files: PatchFiles;
  readonly #patch: PatchText;
  #side: Side = "old";
  #isSkipped = false;

  constructor(call: PatchCall, settings: PatchSettings, dialog: Dialog, files: PatchFiles, patch: PatchText) {
    this.#call = call;
    this.#settings = settings;
    this.#dialog = dialog;
    this.#files = files;
    this.#patch = patch;
  }

  /** @param kind the form that it has to have @returns nothing if there is no more @throws Failure */
  next(start: SearchStart, kind: PatchKind | undefined): Target | undefined {
    const dialog = this.#dialog;
    if (start.offset !== 0 && start.offset >= this.#patch.length) {
      dialog.sayIfVerbose("done\n");
      return undefined;
    }
    dialog.sayIfVerbose("Hmm...");
    const header = this.#scan(start, kind);
    if (!header) {
      const isFirst = start.offset === 0;
      dialog.sayIfVerbose(
        isFirst ? "  I can't seem to find a patch in there anywhere.\n" : "  Ignoring the trailing garbage.\ndone\n",
      );
      if (isFirst && this.#patch.length > 0) throw new Failure("**** Only garbage was found in the patch input.");
      return undefined;
    }
    this.#side = this.#settings.isReversed ? "new" : "old";
    this.#isSkipped = false;
    const chosen = this.#chosenFile(header);
    if (!this.#isSkipped) this.#introduce(header, start, chosen?.name);
    this.#patch.seek(header.offset, header.lineNumber - 1);
    if (!chosen && !this.#isSkipped) this.#askForFile();
    return {
      header,
      side: this.#side,
      name: chosen?.name,
      status: chosen?.status,
      isSkipped: this.#isSkipped,
      type: typeOf(header),
    };
  }

  #scan(start: SearchStart, kind: PatchKind | undefined): PatchHeader | undefined {
    const { file, isPosix, strip, setsTime, keepsCarriageReturns } = this.#settings;
    this.#patch.seek(start.offset, start.lineNumber - 1);
    const header = new HeaderScanner(this.#patch, {
      kind,
      needsHeader: file === undefined && !isPosix,
      strip,
      setsTime: setsTime !== undefined,
      zone: timeZone(setsTime === "utc" ? "UTC" : this.#call.process.env.get("TZ")),
      nowMs: this.#call.kernel.now(),
      say: (text) => this.#dialog.say(text),
    }).scan();
    if (!header) return undefined;
    const { index, ...sides } = header.names;
    const ignoresIndex = file === undefined && !isPosix && (sides.old !== undefined || sides.new !== undefined);
    return {
      ...header,
      names: ignoresIndex || index === undefined ? sides : { ...sides, index },
      stripsCarriageReturns: header.stripsCarriageReturns && !keepsCarriageReturns,
    };
  }

  /** Says what was found. */
  #introduce(header: PatchHeader, start: SearchStart, name: string | undefined): void {
    const dialog = this.#dialog;
    const form = FORM_NAMES[header.kind];
    const looks = start.offset === 0 ? "Looks like" : "The next patch looks like";
    dialog.sayIfVerbose(`  ${looks} ${form} to me...\n`);
    const { indent, stripsCarriageReturns, lineNumber } = header;
    if (indent > 0) dialog.sayUnlessSilent(`(Patch is indented ${indent} space${indent === 1 ? "" : "s"}.)\n`);
    if (stripsCarriageReturns)
      dialog.sayUnlessSilent("(Stripping trailing CRs from patch; use --binary to disable.)\n");
    if (name === undefined) {
      dialog.sayUnlessSilent(`can't find file to patch at input line ${lineNumber}\n`);
      const used = this.#settings.strip === undefined ? "should have used the" : "used the wrong";
      if (header.kind !== "ed" && header.kind !== "normal")
        dialog.sayUnlessSilent(`Perhaps you ${used} -p or --strip option?\n`);
    }
    const isVerbose = this.#settings.verbosity === "verbose";
    if ((!isVerbose && name !== undefined) || start.offset >= header.offset) return;
    const text = this.#patch.slice(start.offset, header.offset).replace(/^/gm, "|").replace(/\|$/, "");
    dialog.sayBytes(
      `The text leading up to this was:\n--------------------------\n${text}--------------------------\n`,
    );
  }

  #askForFile(): void {
    this.#isSkipped = true;
    if (this.#settings.isForced || this.#settings.isBatch) {
      this.#dialog.say("No file to patch.  Skipping patch.\n");
      return;
    }
    this.#dialog.ask("File to patch: ");
    this.#dialog.ask("Skip this patch? [y] ");
    this.#dialog.sayUnlessSilent("Skipping patch.\n");
  }

  #chosenFile(header: PatchHeader): { readonly name: string; readonly status: FileStatus | undefined } | undefined {
    const { file } = this.#settings;
    const type = typeOf(header);
    if (file !== undefined) {
      const status = this.#files.status(file);
      if (!status || isOfType(status, type)) this.#mayReverse(header, file, status);
      return { name: file, status };
    }
    const { isPosix } = this.#settings;
    const statusOf = (name: string): FileStatus | undefined => this.#files.status(name);
    const choice = new NameChoice(this.#call, header, statusOf, (text) => this.#dialog.say(text));
    let chosen = isPosix ? choice.firstExisting() : choice.bestExisting();
    if (!isPosix) {
      const last = choice.files.at(-1);
      const mayAsk = last !== undefined && (!chosen?.status || isOfType(chosen.status, type));
      const looksReversed = mayAsk && this.#mayReverse(header, (chosen ?? last).name, chosen?.status);
      if (looksReversed) chosen ??= last;
      if (!chosen && header.absences[this.#side] !== 0) chosen = choice.bestNew();
    }
    const other = header.names[otherSide(this.#side)];
    const hasBoth = chosen && chosen.kind !== "index" && other !== undefined && choice.isValid(other);
    if ((header.isRename || header.isCopy) && !hasBoth) {
      this.#dialog.say(`Cannot ${header.isRename ? "rename" : "copy"} file without two valid file names\n`);
      this.#isSkipped = true;
    }
    return chosen;
  }

  /** Asks about a patch that would create what is there, or delete what isn't. @returns whether it would */
  #mayReverse({ absences }: PatchHeader, name: string, status: FileStatus | undefined): boolean {
    const isEmpty = !status || status.size === 0;
    const [side, other] = [this.#side, otherSide(this.#side)];
    const isKnownEmpty = status
      ? absences[side] === 1 && absences[other] === 2
      : absences[other] === 1 && absences[side] === 2;
    if (isEmpty && isKnownEmpty) return false;
    const looksReversed = isEmpty ? absences[other] > 0 : absences[side] > 1;
    if (!looksReversed) return false;
    const what = !status ? "delete" : isEmpty ? "empty out" : "create";
    const state = !status ? "does not exist" : isEmpty ? "is already empty" : "already exists";
    const when = side === "new" ? ", when reversed," : "";
    const problem = `The next patch${when} would ${what} the file ${quoteIfNeeded(name)},\nwhich ${state}!`;
    const answer = this.#dialog.mayReverse(problem, side === "new");
    if (answer === "reverse") this.#side = other;
    if (answer === "skip") this.#isSkipped = true;
    return true;
  }
}

/** The type of file that a patch is for; 0 if it would change it. */
function typeOf({ modes }: PatchHeader): number {
  const [old, now] = [modes.old & S_IFMT, modes.new & S_IFMT];
  if (old !== 0 && now !== 0 && old !== now) return 0;
  return old || now || S_IFREG;
}
