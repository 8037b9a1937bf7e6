import { modificationTime } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { equalBytes } from "../../web/bytes.ts";
import { isBinary } from "./binary-content.ts";
import { contentOf, isSameFile, type Pair } from "./compared-file.ts";
import { ComparedText } from "./compared-text.ts";
import type { HeadedFile } from "./diff-headers.ts";
import type { DiffCall } from "./diff-options.ts";
import type { DiffSettings } from "./diff-settings.ts";
import { DIFFERENT, SAME, TROUBLE } from "./diff-status.ts";
import { TextComparison } from "./text-comparison.ts";

/** Compares two files that are no directories, and prints what is not the same. @returns the status */
export async function compareContents(
  call: DiffCall,
  settings: DiffSettings,
  pair: Pair,
  isInDirectories: boolean,
): Promise<number> {
  const contents = await contentsOf(call, pair);
  if (!contents) return TROUBLE;
  const [first, second] = contents;
  const { has, style } = settings;
  const isForBytes = !has("text") && contents.some(isBinary);
  const tellDifferent = (): number => {
    const [a, b] = [shownName(settings, pair, 0), shownName(settings, pair, 1)];
    call.output.putText(`${has("brief") ? "Files" : "Binary files"} ${a} and ${b} differ\n`);
    return DIFFERENT;
  };
  if (isForBytes || (has("brief") && isExact(settings))) return equalBytes(first, second) ? SAME : tellDifferent();
  const one = new ComparedText(first, has("strip-trailing-cr"));
  const texts = [one, first === second ? one : new ComparedText(second, has("strip-trailing-cr"))] as const;
  const comparison = new TextComparison(call, settings, texts);
  const changes = await comparison.changes();
  const matters = comparison.matters(changes);
  if (has("brief") && matters) tellDifferent();
  else if (!has("brief") && (matters || printsAll(settings)))
    await comparison.print(changes, [headed(settings, pair, 0), headed(settings, pair, 1)], isInDirectories);
  const isUntold = (style === "ed" || style === "forward-ed") && (await complainOfUnended(call, settings, pair, texts));
  return isUntold ? TROUBLE : matters ? DIFFERENT : SAME;
}

/** Whether every byte counts. */
function isExact({ rules, ignoresBlankLines, ignoredLines, has }: DiffSettings): boolean {
  const isPlain = !rules.ignoresCase && rules.whitespace === "significant";
  return isPlain && !ignoresBlankLines && !ignoredLines && !has("strip-trailing-cr");
}

/** Whether something is printed even of files that are the same. */
export function printsAll({ style, groups, has }: DiffSettings): boolean {
  if (style === "side-by-side") return !has("suppress-common-lines");
  if (style !== "groups") return false;
  const { unchanged } = groups.groups;
  return unchanged !== "" && !(unchanged === "%=" && groups.lines.unchanged === "");
}

/** A file's label, or its name. */
export function shownName({ labels }: DiffSettings, pair: Pair, side: 0 | 1): string {
  return labels[side] ?? pair[side].name;
}

function headed(settings: DiffSettings, pair: Pair, side: 0 | 1): HeadedFile {
  return {
    name: shownName(settings, pair, side),
    isLabel: settings.labels[side] !== undefined,
    mtime: modificationTime(pair[side].status),
  };
}

/** @returns nothing after a complaint */
async function contentsOf(call: DiffCall, pair: Pair): Promise<readonly [Uint8Array, Uint8Array] | undefined> {
  const contents: Uint8Array[] = [];
  for (const [side, file] of pair.entries()) {
    const [known] = contents;
    if (side === 1 && known && isSameFile(pair[0], file)) contents.push(known);
    else {
      try {
        contents.push(await contentOf(call, file));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`${file.name}: ${error.message}`);
      }
    }
  }
  const [first, second] = contents;
  return first && second && [first, second];
}

/** The forms that are for ed can't tell that a last line has no end. */
async function complainOfUnended(
  call: DiffCall,
  settings: DiffSettings,
  pair: Pair,
  texts: readonly [ComparedText, ComparedText],
): Promise<boolean> {
  for (const side of [0, 1] as const)
    if (texts[side].lacksNewline)
      await call.complain(`${shownName(settings, pair, side)}: No newline at end of file\n`);
  return texts.some(({ lacksNewline }) => lacksNewline);
}
