import type { Change } from "./changes.ts";
import { compareTexts } from "./changes.ts";
import { writeContextHunk, writeUnifiedHunk } from "./context-formats.ts";
import { commandLine, type HeadedFile, writeHeaders } from "./diff-headers.ts";
import type { DiffCall } from "./diff-options.ts";
import type { DiffSettings } from "./diff-settings.ts";
import { DiffWriter } from "./diff-writer.ts";
import { FunctionLines } from "./function-lines.ts";
import { GroupWriter } from "./group-writer.ts";
import { contextHunks, type Hunk, singleHunks, type Texts, TrivialChanges } from "./hunks.ts";
import { paginated } from "./paginated.ts";
import { writeEdHunk, writeForwardEdHunk, writeNormalHunk, writeRcsHunk } from "./short-formats.ts";
import { SideBySide } from "./side-by-side.ts";

/** Compares two texts and prints what is not the same, or all, as it was asked for. */
export class TextComparison {
  readonly #call: DiffCall;
  readonly #settings: DiffSettings;
  readonly #texts: Texts;
  readonly #writer: DiffWriter;

  constructor(call: DiffCall, settings: DiffSettings, texts: Texts) {
    this.#call = call;
    this.#settings = settings;
    this.#texts = texts;
    this.#writer = new DiffWriter(call.output, settings.layout, settings.palette);
  }

  async changes(): Promise<Change[]> {
    const { style, rules, horizon, has } = this.#settings;
    return compareTexts(...this.#texts, {
      rules,
      horizon,
      mindsMissingNewline: style !== "ed" && style !== "forward-ed",
      isMinimal: has("minimal"),
      takesLongMatches: has("speed-large-files"),
      checkpoint: () => this.#call.process.checkpoint(),
    });
  }

  /** Whether there are changes that make a difference. */
  matters(changes: readonly Change[]): boolean {
    const trivial = new TrivialChanges(this.#texts, this.#settings);
    return changes.some((change) => !trivial.has(change));
  }

  async print(
    changes: readonly Change[],
    files: readonly [HeadedFile, HeadedFile],
    isInDirectories: boolean,
  ): Promise<void> {
    const { style, context, has, palette, switches } = this.#settings;
    const trivial = new TrivialChanges(this.#texts, this.#settings);
    const isWithContext = style === "unified" || style === "context";
    const hunks = isWithContext ? contextHunks(changes, trivial, context) : singleHunks(changes, trivial);
    const isWhole = style === "side-by-side" || style === "groups";
    if (hunks.length === 0 && !isWhole) return;
    for (const problem of palette?.problems ?? []) {
      await this.#call.output.flush();
      await this.#call.process.printError(`${this.#call.name}: ${problem}\n`);
    }
    if (!has("paginate")) {
      if (isInDirectories) this.#writer.text(`${commandLine(files, switches)}\n`);
      await this.#printHunks(hunks, files);
    } else await paginated(this.#call, commandLine(files, switches), () => this.#printHunks(hunks, files));
  }

  async #printHunks(hunks: Hunk[], files: readonly [HeadedFile, HeadedFile]): Promise<void> {
    const { style, groups, has } = this.#settings;
    writeHeaders(this.#writer, files, this.#settings, this.#call.process.env);
    if (style === "side-by-side") {
      const columns = new SideBySide(this.#writer, this.#texts, {
        onlyLeftColumn: has("left-column"),
        withoutCommon: has("suppress-common-lines"),
      });
      await this.#each(hunks, (hunk) => columns.writeHunk(hunk));
      columns.writeCommon();
    } else if (style === "groups") {
      const merged = new GroupWriter(this.#writer, this.#texts, groups);
      await this.#each(hunks, (hunk) => merged.writeHunk(hunk));
      merged.writeCommon();
    } else await this.#each(style === "ed" ? hunks.reverse() : hunks, this.#hunkPrinter());
  }

  #hunkPrinter(): (hunk: Hunk) => void {
    const [writer, texts] = [this.#writer, this.#texts];
    const { style, context, functionLines } = this.#settings;
    const functions = functionLines && new FunctionLines(texts[0], functionLines);
    switch (style) {
      case "unified":
        return (hunk) => writeUnifiedHunk(writer, texts, hunk, context, functions);
      case "context":
        return (hunk) => writeContextHunk(writer, texts, hunk, context, functions);
      case "ed":
        return (hunk) => writeEdHunk(writer, texts, hunk);
      case "forward-ed":
        return (hunk) => writeForwardEdHunk(writer, texts, hunk);
      case "rcs":
        return (hunk) => writeRcsHunk(writer, texts, hunk);
      default:
        return (hunk) => writeNormalHunk(writer, texts, hunk);
    }
  }

  async #each(hunks: readonly Hunk[], write: (hunk: Hunk) => void): Promise<void> {
    for (const hunk of hunks) {
      write(hunk);
      if (this.#call.output.isFull) await this.#call.output.flush();
    }
  }
}
