import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { isDirectoryAt, statusOf } from "../program/file-kinds.ts";
import { helpText, type Usage } from "../program/help.ts";
import { program } from "../program/program.ts";
import type { ZipEntry } from "./entry.ts";
import { MemberMatch } from "./member-match.ts";
import { withUnzipLists } from "./unzip-arguments.ts";
import { UnzipExtraction } from "./unzip-extraction.ts";
import { EntryTimes, putInfo, putLongListing, putShortListing } from "./unzip-listing.ts";
import { OPTIONS, type UnzipCall } from "./unzip-options.ts";
import { UnzipReading } from "./unzip-reading.ts";
import { STATUS, UnzipReport } from "./unzip-report.ts";
import { ZipFault, ZipFile } from "./zip-file.ts";

/* https://infozip.sourceforge.net/UnZip.html, without passwords, other systems' names, and archives of several parts. */

const NOT_FOUND = 9;
const USAGE: Usage = {
  usage: "[-OPTION]... FILE[.zip] [MEMBER]... [-x MEMBER...] [-d DIR]",
  about: "Takes files out of a zip file: all of them, or each MEMBER, which may be a pattern.",
  like: "Info-ZIP unzip",
};

function unzipProgram(name: "unzip" | "zipinfo") {
  return program({
    name,
    ...USAGE,
    options: OPTIONS,
    failureStatus: STATUS.usage,
    usageError: (process) => process.printError(helpText(name, USAGE, OPTIONS)),
    modernize: (args) => withUnzipLists(name === "zipinfo" ? infoArguments(args) : args),
    run: async (call) => {
      const [archive] = call.operands;
      if (call.options.has("h") || (archive === undefined && !call.options.has("v"))) {
        call.output.putText(helpText(name, USAGE, OPTIONS));
        return 0;
      }
      if (archive === undefined) {
        call.output.putText("UnZip 6.00 of 20 April 2009, by Debian. Original by Info-ZIP.\n");
        return 0;
      }
      if (archive === "-") {
        await call.process.printError(helpText(name, USAGE, OPTIONS));
        return STATUS.usage;
      }
      return new Run(call, name).run(archive);
    },
  });
}

/** All of zipinfo's options are those behind unzip's `-Z`. */
function infoArguments(args: readonly string[]): readonly string[] {
  return args[0] === "--help" || args[0] === "--version" ? args : ["-Z", ...args];
}

export const unzip = unzipProgram("unzip");
export const zipinfo = unzipProgram("zipinfo");

class Run {
  readonly #call: UnzipCall;
  readonly #report: UnzipReport;
  readonly #name: string;
  readonly #quiet: number;
  readonly #reading: UnzipReading;

  constructor(call: UnzipCall, name: string) {
    this.#call = call;
    this.#report = new UnzipReport(call);
    this.#name = name;
    this.#quiet = call.options.all.filter((option) => option.name === "q").length;
    this.#reading = new UnzipReading(call, this.#report, this.#quiet);
  }

  async run(archive: string): Promise<number> {
    const { output, options } = this.#call;
    const places = [archive, `${archive}.zip`, `${archive}.ZIP`].filter((one) => isFileAt(this.#call, one));
    if (places.length === 0) {
      const text = `${this.#name}:  cannot find or open ${archive}, ${archive}.zip or ${archive}.ZIP.\n`;
      if (this.#name === "zipinfo") output.putText(text);
      else await this.#report.error(text, NOT_FOUND);
      return NOT_FOUND;
    }
    for (const path of places) {
      const status = await this.#runOn(path);
      if (status !== undefined) return status;
    }
    const text = `${this.#name}:  cannot find zipfile directory in one of ${archive} or\n        ${archive}.zip, and cannot find ${archive}.ZIP, period.\n`;
    if (options.has("t")) output.putText(text);
    else await this.#report.error(text, NOT_FOUND);
    return NOT_FOUND;
  }

  /** @returns nothing if the file is no zip file */
  async #runOn(path: string): Promise<number | undefined> {
    const { files, process, output, options } = this.#call;
    const isInfo = options.has("zipinfo");
    const isSilent = options.has("p") || (this.#quiet > 0 && !options.has("z")) || isInfo;
    const fd = process.descriptors.add(files.open(path, { access: "read" }, 0));
    let file: ZipFile;
    try {
      if (!isSilent) output.putText(`Archive:  ${path}\n`);
      file = await ZipFile.open(process, fd);
    } catch (error) {
      process.descriptors.close(fd);
      if (!(error instanceof ZipFault)) throw error;
      await this.#tellNoZip(path);
      return undefined;
    }
    try {
      if (file.comment.length > 0 && !isSilent) output.putText(`${decodeUtf8(file.comment, "escape")}\n`);
      if (options.has("z")) return 0;
      if (file.entries.length === 0) {
        await this.#report.error(`warning [${path}]:  zipfile is empty\n`, STATUS.warning);
        return STATUS.warning;
      }
      await this.#handle(file, path);
      return this.#report.status;
    } finally {
      file.close();
    }
  }

  async #handle(file: ZipFile, path: string): Promise<void> {
    const { options, operands, output, process } = this.#call;
    const members = [...operands.slice(1), ...options.values("member")];
    const match = new MemberMatch(members, options.values("exclude"), {
      ignoresCase: options.has("C", "info-C"),
      stopsAtSlashes: options.has("W"),
    });
    const entries = file.entries.filter(({ name }) => match.has(name));
    const times = new EntryTimes(process.env.get("TZ"));
    if (options.has("zipinfo")) this.#putInfo(file, entries, times, path, members.length > 0);
    else if (options.has("v")) putLongListing(output, entries, times, this.#quiet);
    else if (options.has("l")) putShortListing(output, entries, times, this.#quiet);
    else if (options.has("t"))
      await this.#reading.test(file, entries, path, members.length > 0 || options.has("exclude"));
    else if (options.has("p", "c")) await this.#reading.print(file, entries);
    else await this.#extract(file, entries);
    const isListing = options.has("l", "v", "zipinfo");
    if (!isListing)
      for (const name of match.unmatchedExcludes)
        await this.#report.error(`caution: excluded filename not matched:  ${name}\n`, 0);
    for (const name of match.unmatched) {
      this.#report.raise(STATUS.unmatched);
      if (!isListing) await this.#report.error(`caution: filename not matched:  ${name}\n`, STATUS.unmatched);
    }
  }

  #putInfo(file: ZipFile, entries: readonly ZipEntry[], times: EntryTimes, path: string, isChosen: boolean): void {
    const { options, output } = this.#call;
    const onlyHeader = options.has("info-h") && !options.has("info-t");
    const onlyTotals = options.has("info-t") && !options.has("info-h");
    const hasRows = !options.has("info-h", "info-t") || options.has("info-l", "info-m", "info-s");
    putInfo(output, file, entries, times, path, {
      namesOnly: options.has("info-1", "info-2"),
      hasHeader: !onlyTotals && (!isChosen || onlyHeader),
      hasTotals: !onlyHeader && (!isChosen || onlyTotals),
      hasRows,
      middle: options.has("info-l") ? "compressed size" : options.has("info-m") ? "percent" : "none",
    });
  }

  async #extract(file: ZipFile, entries: readonly ZipEntry[]): Promise<void> {
    const { options, files } = this.#call;
    const folder = options.value("directory") ?? "";
    if (folder !== "" && !isDirectoryAt(files, folder)) {
      try {
        files.mkdir(folder, 0o777);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        const text = `checkdir:  cannot create extraction directory: ${folder}\n           ${error.message}\n`;
        await this.#report.error(text, STATUS.dataError);
        return;
      }
    }
    const replacing = options.last("o", "n");
    const extraction = new UnzipExtraction(this.#call, file, this.#report, {
      folder,
      replaces: replacing === "o" ? "all" : replacing === "n" ? "nothing" : "ask",
      onlyNewer: options.has("u", "f"),
      onlyExisting: options.has("f"),
      withoutFolders: options.has("j"),
      lowers: options.has("L"),
      isQuiet: this.#quiet > 0,
      keepsFolderTimes: !options.has("D"),
      marksText: options.has("a"),
    });
    for (const entry of entries) {
      await extraction.extract(entry);
      if (this.#call.output.isFull) await this.#call.output.flush();
    }
    await extraction.finish();
  }

  async #tellNoZip(path: string): Promise<void> {
    const text = `${this.#quiet > 0 ? `[${path}]\n` : ""}  End-of-central-directory signature not found.  Either this file is not
  a zipfile, or it constitutes one disk of a multi-part archive.  In the
  latter case the central directory and zipfile comment will be found on
  the last disk(s) of this archive.
`;
    if (this.#call.options.has("t")) this.#call.output.putText(text);
    else await this.#report.error(text, 0);
  }
}

function isFileAt({ files }: UnzipCall, path: string): boolean {
  return statusOf(files, path) !== undefined && !isDirectoryAt(files, path);
}
