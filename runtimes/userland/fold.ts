import { concatBytes } from "../web/bytes.ts";
import { eachInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { wholeNumber } from "./program/numbers.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/fold. As in GNU's, each byte takes a column. */

const OPTIONS = {
  bytes: { letters: "b", about: "count bytes, not columns" },
  spaces: { letters: "s", about: "break behind blanks" },
  digits: { letters: "0123456789" },
  width: { letters: "w", value: "WIDTH", about: "print WIDTH columns, not 80" },
} as const;

const [BACKSPACE, TAB, RETURN, SPACE] = [8, 9, 13, 32];

export const fold = program({
  name: "fold",
  usage: "[OPTION]... [FILE]...",
  about: "Breaks the lines of each FILE that are too long. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    // `-12` is older than `-w 12`.
    const texts = ["80"];
    for (const [index, { name, letter = "", value = "" }] of options.all.entries()) {
      const isMore = name === "digits" && options.all[index - 1]?.name === "digits";
      if (isMore) texts.push(`${texts.pop()}${letter}`);
      else if (name === "digits" || name === "width") texts.push(name === "digits" ? letter : value);
    }
    const widths = texts.map((text) => wholeNumber(text, "invalid number of columns", 1));
    const width = widths.at(-1) ?? 0;
    const countsBytes = options.has("bytes");
    const columnAfter = (column: number, byte: number): number => {
      if (countsBytes) return column + 1;
      if (byte === BACKSPACE) return Math.max(0, column - 1);
      if (byte === RETURN) return 0;
      return byte === TAB ? column + 8 - (column % 8) : column + 1;
    };
    await eachInput(call, async (fd) => {
      let line: Uint8Array = new Uint8Array(0);
      for (;;) {
        const chunk = await process.read(fd);
        if (chunk.length === 0) break;
        const bytes = line.length > 0 ? concatBytes([line, chunk]) : chunk;
        let [start, column] = [0, 0];
        for (let at = 0; at < bytes.length; at++) {
          const byte = bytes[at] ?? 0;
          if (byte === NEWLINE) {
            output.put(bytes.subarray(start, at + 1));
            [start, column] = [at + 1, 0];
            continue;
          }
          const next = columnAfter(column, byte);
          if (next <= width || at === start) {
            column = next;
            continue;
          }
          const blank = options.has("spaces") ? lastBlank(bytes, start, at) : -1;
          const stop = blank < 0 ? at : blank + 1;
          output.put(bytes.subarray(start, stop));
          output.putByte(NEWLINE);
          [start, column] = [stop, 0];
          for (let rest = stop; rest < at; rest++) column = columnAfter(column, bytes[rest] ?? 0);
          at--;
        }
        line = bytes.slice(start);
        if (output.isFull) await output.flush();
      }
      output.put(line);
    });
  },
});

function lastBlank(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - 1; at >= from; at--) if (bytes[at] === SPACE || bytes[at] === TAB) return at;
  return -1;
}
