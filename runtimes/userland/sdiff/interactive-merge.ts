import { concatBytes } from "../../web/bytes.ts";
import type { ComparedText } from "../diff/compared-text.ts";
import type { DiffCall } from "../diff/diff-options.ts";
import type { DiffSettings } from "../diff/diff-settings.ts";
import { DiffWriter } from "../diff/diff-writer.ts";
import { type Hunk, singleHunks, TrivialChanges } from "../diff/hunks.ts";
import { SideBySide } from "../diff/side-by-side.ts";
import { TextComparison } from "../diff/text-comparison.ts";
import { Failure } from "../program/failure.ts";
import { readMergeCommand } from "./merge-commands.ts";

type Texts = readonly [ComparedText, ComparedText];

const NEWLINE = Uint8Array.of(10);
const HELP = `ed:	Edit then use both versions, with headers.
eb:	Edit then use both versions.
el or e1:	Edit then use the left version.
er or e2:	Edit then use the right version.
e:	Edit a new version.
l or 1:	Use the left version.
r or 2:	Use the right version.
s:	Don't show common lines.
v:	Show common lines.
q:	Quit.
`;

/** Shows two texts side by side, asks for each difference which side is wanted, and writes what comes of it. */
export class InteractiveMerge {
  readonly #call: DiffCall;
  readonly #settings: DiffSettings;
  /** The texts as they are compared, and as they are. */
  readonly #texts: Texts;
  readonly #originals: Texts;
  readonly #put: (bytes: Uint8Array) => Promise<void>;
  readonly #columns: SideBySide;
  #isQuiet: boolean;

  constructor(
    call: DiffCall,
    settings: DiffSettings,
    { texts, originals }: { readonly texts: Texts; readonly originals: Texts },
    put: (bytes: Uint8Array) => Promise<void>,
    isQuiet: boolean,
  ) {
    this.#call = call;
    this.#settings = settings;
    this.#texts = texts;
    this.#originals = originals;
    this.#put = put;
    this.#isQuiet = isQuiet;
    this.#columns = new SideBySide(new DiffWriter(call.output, settings.layout, settings.palette), texts, {
      onlyLeftColumn: settings.has("left-column"),
      withoutCommon: false,
    });
  }

  /** @returns whether they differ; nothing if the user gave up @throws Failure */
  async run(): Promise<boolean | undefined> {
    const comparison = new TextComparison(this.#call, this.#settings, this.#texts);
    const hunks = singleHunks(await comparison.changes(), new TrivialChanges(this.#texts, this.#settings));
    let next: readonly [number, number] = [0, 0];
    for (const hunk of hunks) {
      await this.#common(next, hunk.starts);
      this.#columns.writeHunk(hunk);
      if (!(await this.#ask(hunk))) return undefined;
      next = hunk.ends;
    }
    await this.#common(next, [this.#texts[0].lineCount, this.#texts[1].lineCount]);
    await this.#call.output.flush();
    return hunks.length > 0;
  }

  async #common(starts: readonly [number, number], ends: readonly [number, number]): Promise<void> {
    if (this.#isQuiet) this.#columns.skipTo(ends);
    else this.#columns.writeCommon(ends);
    if (this.#call.output.isFull) await this.#call.output.flush();
    await this.#copy(0, starts[0], ends[0]);
  }

  async #copy(side: 0 | 1, start: number, end: number): Promise<void> {
    const text = this.#originals[side];
    const parts: Uint8Array[] = [];
    for (let line = start; line < end; line++) {
      parts.push(text.line(line));
      if (text.isEnded(line)) parts.push(NEWLINE);
    }
    if (parts.length > 0) await this.#put(concatBytes(parts));
  }

  /** @returns whether to go on @throws Failure */
  async #ask({ starts, ends }: Hunk): Promise<boolean> {
    const { output, process } = this.#call;
    for (;;) {
      output.putText("%");
      await output.flush();
      const command = await readMergeCommand(process);
      switch (command) {
        case "left":
          await this.#copy(0, starts[0], ends[0]);
          return true;
        case "right":
          await this.#copy(1, starts[1], ends[1]);
          return true;
        case "quiet":
        case "verbose":
          this.#isQuiet = command === "quiet";
          break;
        case "quit":
          return false;
        case "edit":
          throw new Failure(`subsidiary program '${process.env.get("EDITOR") ?? "ed"}' not found`);
        default:
          await process.printError(HELP);
      }
    }
  }
}
