import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { equalBytes } from "../../web/bytes.ts";
import { isBinary } from "../diff/binary-content.ts";
import type { Change } from "../diff/changes.ts";
import { ComparedText } from "../diff/compared-text.ts";
import { Failure } from "../program/failure.ts";
import { isDirectory } from "../program/file-kinds.ts";
import { versionText } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { putDifferences, type ThreeTexts } from "./difference-output.ts";
import { EdOutput } from "./ed-output.ts";
import { type MergeRules, putMerged } from "./merge-output.ts";
import { changesBetween, differences } from "./three-way-diff.ts";

/* https://www.gnu.org/software/diffutils/manual/html_node/Invoking-diff3.html. */

const OPTIONS = {
  "diff-program": { value: "PROGRAM" },
  "easy-only": { letters: "3", about: "print a script for ed of changes that don't overlap" },
  ed: { letters: "e", about: "print a script for ed of all changes from OLDFILE to YOURFILE" },
  i: { about: "let the script write the file and end" },
  "initial-tab": { letters: "T", about: "let lines begin with a tab" },
  label: { letters: "L", value: "LABEL", about: "print LABEL, not the name of a file; up to three times" },
  merge: { letters: "m", about: "print MYFILE with the changes, like -A unless something else is given" },
  "overlap-only": { letters: "x", about: "print a script for ed of changes that overlap" },
  X: { about: "like -x" },
  "show-all": { letters: "A", about: "print all changes, with marks around conflicts" },
  "show-overlap": { letters: "E", about: "like -e, with marks around conflicts" },
  "strip-trailing-cr": { about: "take off carriage returns at ends of lines" },
  text: { letters: "a", about: "take all files for text" },
  v: {},
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const USAGE = {
  usage: "[OPTION]... MYFILE OLDFILE YOURFILE",
  about:
    "Compares three files line by line. One of them may be -, the standard input. The status is 0 if all went well, 1 if there were conflicts, and 2 after an error.",
  like: "GNU diffutils",
} as const;

const FAILED = 2;
const SCRIPTS = ["show-all", "overlap-only", "easy-only", "X", "show-overlap", "ed"] as const;
export const diff3 = program({
  name: "diff3",
  ...USAGE,
  options: OPTIONS,
  failureStatus: FAILED,
  hintsWithName: true,
  run: async (call) => {
    const { options, output, process } = call;
    if (options.has("v")) {
      output.putText(versionText("diff3", USAGE));
      return 0;
    }
    const names = namesOf(call);
    const isScript = SCRIPTS.some((name) => options.has(name)) && !options.has("merge");
    const common = commonFile(names, isScript || options.has("merge"));
    const { texts, original } = await textsOf(call, names, common);
    const other = common === 1 ? 2 : 1;
    const checkpoint = async (): Promise<void> => await process.checkpoint();
    const second = await changesBetween(texts[other], texts[common], checkpoint);
    const first = await changesBetween(texts[0], texts[common], checkpoint);
    const found = differences(texts, [first, second], common, isScript);
    if (isScript) {
      await tellUnended(call, texts, [
        [second, other, common],
        [first, 0, common],
      ]);
      const hasConflicts = new EdOutput(output, texts, mergeRules(call, names)).put(found);
      if (options.has("i")) output.putText("w\nq\n");
      return hasConflicts ? 1 : 0;
    }
    if (options.has("merge")) {
      // It would be read a second time.
      if (names[0] === "-") throw new Failure(`failed to reopen ‘-’ with mode ‘r’: No such file or directory`);
      const hasConflicts = await putMerged(output, texts, original, found, mergeRules(call, names));
      return hasConflicts ? 1 : 0;
    }
    putDifferences(output, texts, found, options.has("initial-tab"));
    return 0;
  },
});

type Names = readonly [string, string, string];

/** @throws UsageError */
function namesOf({ options, operands, name }: Call): Names {
  const labels = options.values("label");
  if (labels.length > 3) throw new UsageError("too many file label options");
  const scripts = SCRIPTS.filter((one) => options.has(one));
  const isMerge = options.has("merge");
  const marks = options.has("show-all", "show-overlap") || (isMerge && scripts.length === 0);
  if (scripts.length > 1 || (options.has("i") && isMerge) || (labels.length > 0 && !marks))
    throw new UsageError("incompatible options");
  const [first, second, third, extra] = operands;
  if (first === undefined || second === undefined || third === undefined)
    throw new UsageError(`missing operand after '${operands.at(-1) ?? options.words.at(-1) ?? name}'`);
  if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
  return [first, second, third];
}

/** GNU's puts no marks with -X, whatever its usage text says. */
function mergeRules({ options }: Call, names: Names): MergeRules {
  const isPlainMerge = !SCRIPTS.some((name) => options.has(name));
  const [first = names[0], second = names[1], third = names[2]] = options.values("label");
  return {
    showsSecond: isPlainMerge || options.has("show-all"),
    marksConflicts: isPlainMerge || options.has("show-all", "show-overlap"),
    leavesOutOverlaps: options.has("easy-only"),
    onlyOverlaps: options.has("overlap-only", "X"),
    labels: [first, second, third],
  };
}

/** The file that the others are compared with: the second for changes from it, if it can be read twice. @throws Failure */
function commonFile(names: Names, isForChanges: boolean): 1 | 2 {
  const common = isForChanges ? 1 : 2;
  if (names[common] !== "-") return common;
  const other = common === 1 ? 2 : 1;
  if (names[0] === "-" || names[other] === "-") throw new Failure("'-' specified for more than one input file");
  return other;
}

/** The files, and the first one as it is. @throws Failure */
async function textsOf(
  call: Call,
  names: Names,
  common: 1 | 2,
): Promise<{ readonly texts: ThreeTexts; readonly original: ComparedText }> {
  for (const name of names) assertReadable(call, name);
  const other = common === 1 ? 2 : 1;
  const texts: [ComparedText, ComparedText, ComparedText] = [EMPTY, EMPTY, EMPTY];
  const contents: [Uint8Array, Uint8Array, Uint8Array] = [NOTHING, NOTHING, NOTHING];
  for (const place of [other, common, 0] as const) {
    contents[place] = await read(call, names[place]);
    texts[place] = new ComparedText(contents[place], call.options.has("strip-trailing-cr"));
  }
  for (const place of call.options.has("text") ? [] : ([other, 0] as const)) {
    const pair = [contents[place], contents[common]] as const;
    if (!pair.some(isBinary) || equalBytes(...pair)) continue;
    throw new Failure(`diff failed: Binary files ${names[place]} and ${names[common]} differ`);
  }
  return { texts, original: new ComparedText(contents[0]) };
}

const NOTHING = new Uint8Array(0);
const EMPTY = new ComparedText(NOTHING);

/** @throws Failure */
function assertReadable({ files }: Call, name: string): void {
  if (name === "-") return;
  try {
    if (isDirectory(files.stat(name))) throw new SystemError("EISDIR");
  } catch (error) {
    throw error instanceof SystemError ? new Failure(`${name}: ${error.message}`) : error;
  }
}

/** @throws Failure */
async function read(call: Call, name: string): Promise<Uint8Array> {
  try {
    const fd = openInput(call, name);
    try {
      return await readAll(call.process, fd);
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    throw error instanceof SystemError ? new Failure(`${name}: ${error.message}`) : error;
  }
}

/** Scripts can't tell that a last line has no end; of each that is in a change it is told. */
async function tellUnended(
  { process, name }: Call,
  texts: ThreeTexts,
  comparisons: readonly (readonly [changes: readonly Change[], file: 0 | 1 | 2, common: 1 | 2])[],
): Promise<void> {
  for (const [changes, file, common] of comparisons) {
    const last = changes.at(-1);
    for (const [side, place] of [file, common].entries()) {
      const text = texts[place];
      const [start, end] = [last?.starts[side] ?? 0, last?.ends[side] ?? 0];
      if (text && end > start && !text.isEnded(end - 1))
        await process.printError(`${name}: No newline at end of file\n`);
    }
  }
}
