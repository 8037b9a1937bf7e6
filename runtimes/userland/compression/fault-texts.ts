import type { DataFault, DataProblem } from "./data-fault.ts";

/* What programs say of compressed data that are wrong. */

const RECOVERY = `
You can use the \`bzip2recover' program to attempt to recover
data from undamaged sections of corrupted files.

`;
const CORRUPTION = `
It is possible that the compressed file(s) have become corrupted.
You can use the -tvv option to test integrity of such files.
`;

/** @param output what was written to; nothing if the data were only tested */
export function bzip2FaultText(program: string, input: string, output: string | undefined, fault: DataFault): string {
  const [problem = "invalid"] = fault.problems;
  if (output === undefined) {
    const isOther = problem === "not the format";
    const what = isOther
      ? "bad magic number (file not created by bzip2)"
      : problem === "end"
        ? "file ends unexpectedly"
        : "data integrity (CRC) error in data";
    return `${program}: ${input}: ${what}\n${RECOVERY}`;
  }
  if (problem === "not the format") return `${program}: ${input} is not a bzip2 file.\n`;
  const what =
    problem === "end"
      ? `Compressed file ends unexpectedly;\n\tperhaps it is corrupted?  *Possible* reason follows.\n${program}: ${reasonFor(input, output)}`
      : "Data integrity error when decompressing.";
  return `\n${program}: ${what}\n\tInput file = ${input}, output file = ${output}\n${CORRUPTION}${RECOVERY}`;
}

/** What the last system call that failed said, though it had nothing to do with it. */
function reasonFor(input: string, output: string): string {
  if (input === "(stdin)") return "Inappropriate ioctl for device";
  return output === "(stdout)" ? "Success" : "No such file or directory";
}

const XZ_PROBLEMS: Readonly<Record<DataProblem, string>> = {
  "not the format": "File format not recognized",
  end: "Unexpected end of input",
  invalid: "Compressed data is corrupt",
  checksum: "Compressed data is corrupt",
  length: "Compressed data is corrupt",
  unsupported: "Unsupported options",
};

export function xzFaultText(program: string, input: string, { problems }: DataFault): string {
  return `${program}: ${input}: ${XZ_PROBLEMS[problems[0] ?? "invalid"]}\n`;
}

/** @param isStart whether nothing was read before */
export function zstdFaultText(input: string, { problems, detail }: DataFault, isStart: boolean): string {
  switch (problems[0]) {
    case "not the format":
      return `zstd: ${input}: ${detail} \n`;
    case "end":
      return isStart ? `zstd: ${input}: unexpected end of file \n` : `${input} : Read error (39) : premature end \n`;
    case "checksum":
      return `${input} : Decoding error (36) : Restored data doesn't match checksum \n`;
    default:
      return `${input} : Decoding error (36) : Data corruption detected \n`;
  }
}
