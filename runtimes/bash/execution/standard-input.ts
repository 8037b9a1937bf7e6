import { decodeUtf8 } from "../../web/encoding.ts";
import type { BashShell } from "./bash-shell.ts";
import { runText } from "./evaluate.ts";
import { isPending } from "./maybe.ts";
import { readScript } from "./reading.ts";

const NEWLINE = 10;

/** Runs a script that comes on stdin, a line at a time: what commands of it read from stdin is what follows their line. */
export async function runStandardInput(shell: BashShell): Promise<number> {
  let text = "";
  let firstLine = 1;
  let lines = 0;
  for (;;) {
    const line = await readLine(shell);
    if (line === undefined) break;
    text += line;
    lines++;
    if (line.endsWith("\n") && isUnfinished(shell, text)) continue;
    shell.hadSyntaxError = false;
    await runText(shell, text, firstLine, "");
    if (shell.hadSyntaxError) return 2;
    firstLine += lines;
    lines = 0;
    text = "";
  }
  if (text !== "") await runText(shell, text, firstLine, "");
  return shell.lastStatus;
}

/** Whether more lines have to be read before anything can be run. */
function isUnfinished(shell: BashShell, text: string): boolean {
  if (text.endsWith("\\\n")) return true;
  const { problem, openHereDocs } = readScript(shell, text, 1).script;
  if (openHereDocs.length > 0) return true;
  return problem?.messages.some((message) => /unexpected (?:end of file|EOF|token `EOF')/.test(message)) ?? false;
}

async function readLine(shell: BashShell): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const read = shell.process.read(0, 1);
    const [byte] = isPending(read) ? await read : read;
    if (byte === undefined) break;
    bytes.push(byte);
    if (byte === NEWLINE) break;
  }
  return bytes.length === 0 ? undefined : decodeUtf8(Uint8Array.from(bytes), "escape");
}
