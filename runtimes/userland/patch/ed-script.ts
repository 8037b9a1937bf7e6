import { edCommand } from "./ed-command.ts";
import type { LineWrapping, PatchText } from "./patch-text.ts";

/** More are not handed over as arguments. */
const MANY_LINES = 10_000;

/**
 * Reads commands of ed's until something else comes, and applies them.
 * @param original with their newlines
 * @returns the lines then; nothing if ed would not do a command
 */
export function applyEdScript(
  patch: PatchText,
  wrapping: LineWrapping,
  original: readonly string[],
): string[] | undefined {
  let lines = [...original];
  let current = lines.length;
  let isValid = true;
  for (;;) {
    const { offset, lineNumber } = patch;
    const line = patch.readLine(wrapping);
    const command = line === undefined ? undefined : edCommand(line);
    if (!command) {
      patch.seek(offset, lineNumber);
      return isValid ? lines : undefined;
    }
    const { letter, first = current, last = current } = command;
    const text = letter === "d" || letter === "s" ? [] : readText(patch, wrapping);
    const needsLine = letter === "c" || letter === "d" || letter === "s";
    if (last > lines.length || first > last || (needsLine && first < 1)) isValid = false;
    if (!isValid) continue;
    if (letter === "s") {
      const changed = lines[last - 1] ?? "";
      if (changed.length < 2) isValid = false;
      lines[last - 1] = changed.slice(1);
      current = last;
      continue;
    }
    const at = letter === "a" ? first : Math.max(0, first - 1);
    const removed = needsLine ? last - first + 1 : 0;
    if (text.length < MANY_LINES) lines.splice(at, removed, ...text);
    else lines = [...lines.slice(0, at), ...text, ...lines.slice(at + removed)];
    current = text.length > 0 ? at + text.length : letter === "d" ? Math.min(at + 1, lines.length) : at;
  }
}

function readText(patch: PatchText, wrapping: LineWrapping): string[] {
  const text: string[] = [];
  for (let line = patch.readLine(wrapping, true); line !== undefined; line = patch.readLine(wrapping, true)) {
    if (line === ".\n") break;
    text.push(line);
  }
  return text;
}
