import { awkCommand } from "./awk.ts";
import {
  commCommand,
  cutCommand,
  foldCommand,
  headTailCommand,
  nlCommand,
  pasteCommand,
  tacRevCommand,
  trCommand,
  uniqCommand,
  wcCommand,
} from "./columns.ts";
import type { Generator } from "./command.ts";
import { dateCommand } from "./date.ts";
import { grepCommand } from "./grep.ts";
import { exprCommand, printfCommand, seqCommand } from "./printf.ts";
import { sedCommand } from "./sed.ts";
import { sortCommand } from "./sort.ts";
import { diffCommand, findCommand } from "./trees.ts";

/** What makes random calls, by the name of the program. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  awk: awkCommand,
  comm: commCommand,
  cut: cutCommand,
  date: dateCommand,
  diff: diffCommand,
  expr: exprCommand,
  find: findCommand,
  fold: foldCommand,
  grep: grepCommand,
  head: headTailCommand,
  nl: nlCommand,
  paste: pasteCommand,
  printf: printfCommand,
  sed: sedCommand,
  seq: seqCommand,
  sort: sortCommand,
  tac: tacRevCommand,
  tr: trCommand,
  uniq: uniqCommand,
  wc: wcCommand,
};

/** Those whose calls are all told right. */
export const SETTLED: readonly string[] = Object.keys(GENERATORS).filter((name) => name !== "find" && name !== "diff");
