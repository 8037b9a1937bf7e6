import type { Process } from "../../kernel/process.ts";

/** What is done with lines that differ: one side is taken, common lines are shown or not, an editor is called, or the end. */
type MergeCommand = "left" | "right" | "quiet" | "verbose" | "edit" | "quit";

const NEWLINE = 10;
const COMMANDS: Readonly<Record<string, MergeCommand>> = {
  "1": "left",
  l: "left",
  "2": "right",
  r: "right",
  s: "quiet",
  v: "verbose",
  q: "quit",
};

/** Reads a command from the standard input, whose end is the end. @returns nothing for a line that is none */
export async function readMergeCommand(process: Process): Promise<MergeCommand | undefined> {
  let line = "";
  // Byte for byte: what is behind the command may be somebody else's.
  for (;;) {
    const [byte] = await process.read(0, 1);
    if (byte === undefined) return line === "" ? "quit" : undefined;
    if (byte === NEWLINE) break;
    line += String.fromCharCode(byte);
  }
  const letters = line.replace(/[\t-\r ]/g, "");
  return /^e[12bdlr]?$/.test(letters) ? "edit" : COMMANDS[letters];
}
