import { SystemError } from "../kernel/system-error.ts";
import { bytesOfLatin1, encodeUtf8, latin1Of } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/paste. As in GNU's, each byte of the list is a delimiter. */

const OPTIONS = {
  delimiters: { letters: "d", value: "LIST", about: "take one after the other of LIST, not TAB" },
  serial: { letters: "s", about: "make one line of each file" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", f: "\f", r: "\r", v: "\v", "0": "" };
const EMPTY = new Uint8Array(0);

export const paste = program({
  name: "paste",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints lines made of one line of each FILE, with TABs between. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const delimiters = parseDelimiters(call.options.value("delimiters") ?? "\t");
    const end = call.options.has("zero-terminated") ? 0 : NEWLINE;
    const names = call.operands.length > 0 ? call.operands : ["-"];
    if (call.options.has("serial")) await pasteSerially(call, names, delimiters, end);
    else await pasteBeside(call, names, delimiters, end);
  },
});

/** Empty bytes stand for nothing between. */
function parseDelimiters(list: string): Uint8Array[] {
  const text = latin1Of(encodeUtf8(list));
  const delimiters: Uint8Array[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== "\\") {
      delimiters.push(bytesOfLatin1(character));
      continue;
    }
    const next = text.charAt(++at);
    if (next === "") throw new Failure(`delimiter list ends with an unescaped backslash: ${list}`);
    delimiters.push(bytesOfLatin1(ESCAPES[next] ?? next));
  }
  return delimiters.length > 0 ? delimiters : [EMPTY];
}

async function pasteSerially(
  call: Call,
  names: readonly string[],
  delimiters: readonly Uint8Array[],
  end: number,
): Promise<void> {
  const { output, process } = call;
  for (const name of names) {
    try {
      const fd = openInput(call, name);
      let count = 0;
      for await (const { lines } of linesOf(process, fd, end)) {
        for (const line of lines) {
          if (count > 0) output.put(delimiters[(count - 1) % delimiters.length] ?? EMPTY);
          output.put(line);
          count++;
        }
        if (output.isFull) await output.flush();
      }
      closeInput(process, fd);
      output.putByte(end);
    } catch (error) {
      await call.complainOf(name, error);
    }
  }
}

/** Gives one line after the other. */
class LineSource {
  readonly #batches: ReturnType<typeof linesOf>;
  #lines: readonly Uint8Array[] = [];
  #at = 0;
  isDone = false;

  constructor(batches: ReturnType<typeof linesOf>) {
    this.#batches = batches;
  }

  async next(): Promise<Uint8Array | undefined> {
    if (this.#at >= this.#lines.length && !this.isDone) {
      const { value, done } = await this.#batches.next();
      this.isDone = done === true;
      this.#lines = value?.lines ?? [];
      this.#at = 0;
    }
    return this.#lines[this.#at++];
  }
}

async function pasteBeside(
  call: Call,
  names: readonly string[],
  delimiters: readonly Uint8Array[],
  end: number,
): Promise<void> {
  const { output, process } = call;
  let input: LineSource | undefined;
  const sources: LineSource[] = [];
  for (const name of names) {
    try {
      const fd = openInput(call, name);
      // Whoever names the standard input several times gets its lines in turn.
      const source = fd === 0 && input ? input : new LineSource(linesOf(process, fd, end));
      if (fd === 0) input = source;
      sources.push(source);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${quoteIfNeeded(name)}: ${error.message}`);
    }
  }
  for (;;) {
    let hasAny = false;
    const row: Uint8Array[] = [];
    for (const [index, source] of sources.entries()) {
      let line: Uint8Array | undefined;
      try {
        line = await source.next();
      } catch (error) {
        source.isDone = true;
        await call.complainOf(names[index] ?? "", error);
      }
      if (line) hasAny = true;
      if (index > 0) row.push(delimiters[(index - 1) % delimiters.length] ?? EMPTY);
      row.push(line ?? EMPTY);
    }
    if (!hasAny) return;
    for (const part of row) output.put(part);
    output.putByte(end);
    if (output.isFull) await output.flush();
  }
}
