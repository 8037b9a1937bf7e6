import { joinBytes } from "../../bash/escapes.ts";
import { escapeAt } from "./escapes.ts";
import type { ScriptReader } from "./script-reader.ts";

/** The text of `a`, `i` or `c`, as far as one part of the script has it. */
export interface TextPart {
  readonly text: string;
  /** It ended with a backslash: the next part of the script goes on with it. */
  readonly isOpen: boolean;
}

/** Reads what stands between the command's letter and its text. @throws Failure */
export function takeTextStart(reader: ScriptReader, isPosix: boolean): void {
  reader.skipBlanks();
  const expected = "expected \\ after `a', `c' or `i'";
  if (reader.isAtEnd) throw reader.failure(expected);
  if (reader.peek() !== "\\") {
    if (!isPosix) return;
    reader.take();
    throw reader.failure(expected);
  }
  reader.skip(1);
  // Blanks belong to the text, unless they are all that the line still has.
  reader.takeMatch(/[^\S\n]*\n/y);
}

/** Reads text up to the end of a line that has no backslash before it. */
export function takeText(reader: ScriptReader): TextPart {
  let text = "";
  for (;;) {
    const character = reader.take();
    if (character === "" || character === "\n") return { text: joinBytes(text), isOpen: false };
    if (character !== "\\") {
      text += character;
      continue;
    }
    if (reader.isAtEnd) return { text: joinBytes(text), isOpen: true };
    const special = escapeAt(reader.text, reader.at);
    text += special ? special.character : reader.take();
    if (special) reader.skip(special.length);
  }
}
