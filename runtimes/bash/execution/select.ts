import type { Select } from "unbash";
import { decodeUtf8 } from "../../web/encoding.ts";
import { expandWords } from "../expansion/words.ts";
import type { BashShell } from "./bash-shell.ts";
import { assigned, runBody } from "./loops.ts";
import { beforeCommand, promptText, tracesOrTraps } from "./trace.ts";

const NEWLINE = 10;

export async function selectCommand(shell: BashShell, node: Select): Promise<number> {
  shell.line = shell.source.lineOf(node);
  const name = node.name.value;
  const items = node.wordlist ? await expandWords(node.wordlist, shell.expansion) : [...shell.positional];
  if (tracesOrTraps(shell)) {
    await beforeCommand(
      shell,
      () => `select ${name} in ${node.wordlist?.map((word) => word.text).join(" ") ?? '"$@"'}`,
    );
  }
  if (items.length === 0) return 0;
  let status = 0;
  let showsMenu = true;
  shell.loopDepth++;
  try {
    for (;;) {
      await shell.process.checkpoint();
      if (showsMenu) await shell.process.printError(menu(items));
      await shell.process.printError(await promptText(shell, shell.variables.text("PS3") ?? "#? "));
      const line = await readLine(shell);
      if (line === undefined) {
        await shell.process.print("\n");
        return 1;
      }
      shell.variables.assign("REPLY", line);
      showsMenu = line.trim() === "";
      if (showsMenu) continue;
      const choice = /^\s*[0-9]+\s*$/.test(line) ? items[Number(line) - 1] : undefined;
      if (!(await assigned(shell, name, choice ?? ""))) return 1;
      const ended = await runBody(shell, node.body);
      status = ended.status;
      if (ended.leaves) return status;
    }
  } finally {
    shell.loopDepth--;
  }
}

/** One byte at a time: what follows the line is for whoever reads next. */
async function readLine(shell: BashShell): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const [byte] = await shell.process.read(0, 1);
    if (byte === undefined) return undefined;
    if (byte === NEWLINE) return decodeUtf8(Uint8Array.from(bytes), "escape");
    bytes.push(byte);
  }
}

const MENU_WIDTH = 80;

/** Columns as bash makes them, filled from top to bottom, tabs where they reach. */
function menu(items: readonly string[]): string {
  const numberWidth = String(items.length).length;
  const longest = items.reduce((most, item) => Math.max(most, item.length), 0) + numberWidth + 2 + 1;
  const fit = Math.max(1, Math.floor(MENU_WIDTH / longest));
  let rows = Math.ceil(items.length / fit);
  if (Math.ceil(items.length / rows) === 1 || rows === 1) rows = items.length;
  let text = "";
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (let at = row; at < items.length; at += rows) {
      const cell = `${String(at + 1).padStart(numberWidth)}) ${items[at] ?? ""}`;
      text += cell;
      const isLast = at + rows >= items.length;
      if (!isLast) text += padTo(column + cell.length, column + longest);
      column += longest;
    }
    text += "\n";
  }
  return text;
}

const TAB = 8;

function padTo(from: number, to: number): string {
  let text = "";
  let at = from;
  while (at < to) {
    if (Math.floor(to / TAB) > Math.floor(at / TAB)) {
      text += "\t";
      at += TAB - (at % TAB);
    } else {
      text += " ";
      at++;
    }
  }
  return text;
}
