import { eachInput } from "./program/inputs.ts";
import { program } from "./program/program.ts";
import { tabStopsOf } from "./tab-stops.ts";

/* https://www.gnu.org/software/coreutils/expand. As in GNU's, each byte takes a column. */

const DIGIT = { value: "[LIST]", isAttachable: true } as const;

const OPTIONS = {
  initial: { letters: "i", about: "convert only TABs with nothing but blanks before them" },
  tabs: {
    letters: "t",
    value: "LIST",
    about:
      "have tab stops N columns apart, not 8, or at these columns; /N and +N at the end: every N columns from there",
  },
  "0": DIGIT,
  "1": DIGIT,
  "2": DIGIT,
  "3": DIGIT,
  "4": DIGIT,
  "5": DIGIT,
  "6": DIGIT,
  "7": DIGIT,
  "8": DIGIT,
  "9": DIGIT,
} as const;

const [BACKSPACE, TAB, NEWLINE, SPACE] = [8, 9, 10, 32];

export const expand = program({
  name: "expand",
  usage: "[OPTION]... [FILE]...",
  about: "Writes TABs of each FILE as spaces. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    // `-4,8` is older than `-t 4,8`.
    const lists = options.all
      .filter(({ name }) => name !== "initial")
      .map(({ name, value = "" }) => (name === "tabs" ? value : name + value));
    const stops = await tabStopsOf(call, lists);
    const isWhole = !options.has("initial");
    let [column, converts] = [0, true];
    await eachInput(call, async (fd) => {
      for (let chunk = await process.read(fd); chunk.length > 0; chunk = await process.read(fd)) {
        for (const byte of chunk) {
          if (byte === NEWLINE) {
            output.putByte(byte);
            [column, converts] = [0, true];
            stops.beginLine();
            continue;
          }
          if (converts && byte === TAB) {
            for (const stop = stops.after(column) ?? column + 1; column < stop; column++) output.putByte(SPACE);
            continue;
          }
          output.putByte(byte);
          if (!converts) continue;
          if (byte !== BACKSPACE) column++;
          else {
            column = Math.max(0, column - 1);
            stops.goBack();
          }
          converts = isWhole || byte === SPACE;
        }
        if (output.isFull) await output.flush();
      }
    });
  },
});
