import type { UserProgram } from "../../kernel/kernel.ts";
import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { equalBytes } from "../../web/bytes.ts";
import { isBinary } from "../diff/binary-content.ts";
import { ComparedText } from "../diff/compared-text.ts";
import { diff } from "../diff/diff.ts";
import { DIFF_OPTIONS, type DiffCall } from "../diff/diff-options.ts";
import { settingsOf } from "../diff/diff-settings.ts";
import { Failure } from "../program/failure.ts";
import { isDirectoryAt, joined, lastPart, withoutSlashes } from "../program/file-kinds.ts";
import { versionText } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { parseOptions, UsageError } from "../program/options.ts";
import { ProgramCall, program } from "../program/program.ts";
import { InteractiveMerge } from "./interactive-merge.ts";

/* https://www.gnu.org/software/diffutils/manual/html_node/Invoking-sdiff.html. */

const OPTIONS = {
  "diff-program": { value: "PROGRAM" },
  "expand-tabs": { letters: "t", about: "print spaces for tabs" },
  "ignore-all-space": { letters: "W", about: "whitespace makes no difference" },
  "ignore-blank-lines": { letters: "B", about: "changes of blank lines make no difference" },
  "ignore-case": { letters: "i", about: "upper and lower case make no difference" },
  "ignore-matching-lines": { letters: "I", value: "RE", about: "changes of lines that match RE make no difference" },
  "ignore-space-change": { letters: "b", about: "how much whitespace there is makes no difference" },
  "ignore-tab-expansion": { letters: "E", about: "tabs or spaces make no difference" },
  "ignore-trailing-space": { letters: "Z", about: "whitespace at ends of lines makes no difference" },
  "left-column": { letters: "l", about: "print what is common in the left column only" },
  minimal: { letters: "d", about: "find the smallest set of changes, whatever it costs" },
  output: { letters: "o", value: "FILE", about: "ask which side is wanted, and write what comes of it to FILE" },
  "speed-large-files": { letters: "H", about: "be quick with large files that have small changes all over" },
  "strip-trailing-cr": { about: "take off carriage returns at ends of lines" },
  "suppress-common-lines": { letters: "s", about: "don't print what is common" },
  tabsize: { value: "NUM", about: "tabs are NUM columns (8) apart" },
  text: { letters: "a", about: "take all files for text" },
  v: {},
  width: { letters: "w", value: "NUM", about: "print at most NUM columns (130)" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const USAGE = {
  usage: "[OPTION]... FILE1 FILE2",
  about:
    "Prints two files side by side, with marks where they differ. One of them may be -, the standard input. The status is 0 if they are the same, 1 if they differ, and 2 after an error.",
  like: "GNU diffutils",
} as const;

const FAILED = 2;
export const sdiff: UserProgram = program({
  name: "sdiff",
  ...USAGE,
  options: OPTIONS,
  failureStatus: FAILED,
  hintsWithName: true,
  run: async (call) => {
    const { options, operands, output, process, kernel } = call;
    if (options.has("v")) {
      output.putText(versionText("sdiff", USAGE));
      return 0;
    }
    const [first, second, extra] = operands;
    if (first === undefined || second === undefined)
      throw new UsageError(`missing operand after '${first ?? options.words.at(-1) ?? call.name}'`);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
    const target = options.value("output");
    const args = diffArguments(call);
    if (target !== undefined) return await merge(call, args, [first, second], target);
    const quiet = options.has("suppress-common-lines") ? ["--suppress-common-lines"] : [];
    process.args = ["diff", ...args, ...quiet, "-y", "--", first, second];
    return await diff(process, kernel);
  },
});

/** What diff is called with. */
function diffArguments({ options }: Call): string[] {
  return options.all.flatMap(({ name, value = "" }) => {
    if (name === "output" || name === "suppress-common-lines" || name === "diff-program" || name === "v") return [];
    return "value" in OPTIONS[name] ? [`--${name}=${value}`] : [`--${name}`];
  });
}

/** @returns the status @throws Failure */
async function merge(call: Call, args: string[], operands: readonly [string, string], target: string): Promise<number> {
  const { process, kernel, files, output } = call;
  const names = namesOf(call, operands);
  const contents = [await read(call, names[0]), await read(call, names[1])] as const;
  const { options } = parseOptions([...args, "--side-by-side"], DIFF_OPTIONS);
  const diffCall: DiffCall = new ProgramCall(process, kernel, options, operands, FAILED);
  const settings = await settingsOf(diffCall);
  const fd = process.descriptors.add(
    await attempt(target, () => files.open(target, { access: "write", create: true, truncate: true }, 0o666)),
  );
  try {
    if (!settings.has("text") && contents.some(isBinary)) {
      if (equalBytes(...contents)) return 0;
      output.putText(`Binary files ${operands[0]} and ${operands[1]} differ\n`);
      return 1;
    }
    const stripped = settings.has("strip-trailing-cr");
    const texts = [new ComparedText(contents[0], stripped), new ComparedText(contents[1], stripped)] as const;
    const originals = [new ComparedText(contents[0]), new ComparedText(contents[1])] as const;
    const put = async (bytes: Uint8Array): Promise<void> => await process.write(fd, bytes);
    const isQuiet = call.options.has("suppress-common-lines");
    const differ = await new InteractiveMerge(diffCall, settings, { texts, originals }, put, isQuiet).run();
    return differ === undefined ? FAILED : differ ? 1 : 0;
  } finally {
    await diffCall.output.flush();
    process.descriptors.close(fd);
  }
}

/** With the other's last part behind a directory. @throws Failure */
function namesOf({ files }: Call, [first, second]: readonly [string, string]): readonly [string, string] {
  const [isLeft, isRight] = [isDirectoryAt(files, first), isDirectoryAt(files, second)];
  if (isLeft && isRight) throw new Failure("both files to be compared are directories");
  if (first === "-" || second === "-") throw new Failure("cannot interactively merge standard input");
  const inside = (directory: string, other: string): string => joined(withoutSlashes(directory), lastPart(other));
  return [isLeft ? inside(first, second) : first, isRight ? inside(second, first) : second];
}

async function read(call: Call, name: string): Promise<Uint8Array> {
  return await attempt(name, async () => {
    const fd = openInput(call, name);
    try {
      return await readAll(call.process, fd);
    } finally {
      closeInput(call.process, fd);
    }
  });
}

/** @throws Failure with the name of what could not be used */
async function attempt<Result>(name: string, action: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof SystemError ? new Failure(`${name}: ${error.message}`) : error;
  }
}
