import { decodeUtf8 } from "../web/encoding.ts";
import { isPrinted, widthOf } from "./program/characters.ts";
import { Failure } from "./program/failure.ts";
import { linesOf } from "./program/lines.ts";
import { program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/colrm.1.html */

const TAB_WIDTH = 8;

export const colrm = program({
  name: "colrm",
  usage: "[START [STOP]]",
  about: "Prints the lines of the standard input without the columns from START to STOP, or to the end.",
  like: "util-linux",
  options: {},
  modernize: (args) => args.map((arg) => (arg === "-h" ? "--help" : arg === "-V" ? "--version" : arg)),
  run: async (call) => {
    const [first, last] = call.operands.slice(0, 2).map((operand, index) => columnOf(operand, index));
    for await (const { lines, isUnended } of linesOf(call.process, 0)) {
      for (const line of lines) {
        const text = withoutColumns(decodeUtf8(line, "escape"), first ?? 0, last ?? 0);
        call.output.putText(isUnended ? text : `${text}\n`);
      }
      if (call.output.isFull) await call.output.flush();
    }
  },
});

function columnOf(text: string, index: number): number {
  const problem = `${index === 0 ? "first" : "second"} argument: '${text}'`;
  if (!/^\s*\+?\d+$/.test(text)) throw new Failure(problem);
  return Number(text);
}

/** @param first 0: nothing is removed @param last 0: up to the end */
function withoutColumns(line: string, first: number, last: number): string {
  if (first === 0) return line;
  let [column, kept] = [0, ""];
  let [isRemoving, isBehind] = [false, false];
  for (const character of line) {
    if (isBehind) {
      kept += character;
      continue;
    }
    if (isRemoving && last > 0 && column >= last) {
      isBehind = true;
      kept += " ".repeat(column - last) + character;
      continue;
    }
    const before = column;
    column = columnAfter(column, character);
    if (isRemoving) continue;
    if (column < first) kept += character;
    else {
      isRemoving = true;
      kept += " ".repeat(Math.max(0, first - before - 1));
    }
  }
  return kept;
}

function columnAfter(column: number, character: string): number {
  if (character === "\t") return column - (column % TAB_WIDTH) + TAB_WIDTH;
  if (character === "\b") return Math.max(0, column - 1);
  const code = character.codePointAt(0) ?? 0;
  return isPrinted(code) ? column + widthOf(code) : column;
}
