/** A part of a pattern, in characters. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const RULE = "~".repeat(79);
const ADVICE = "\n\nConsider enabling PCRE2 with the --pcre2 flag, which can handle backreferences\nand look-around.";

/** What makes a pattern none, with the places that show it. */
export class PatternFault extends Error {
  readonly spans: readonly Span[];

  constructor(message: string, ...spans: readonly Span[]) {
    super(message);
    this.spans = spans;
  }

  /** As ripgrep shows it: the pattern with marks below. */
  shownIn(pattern: string): string {
    const lines = pattern.split("\n");
    const isLong = lines.length > 1;
    const width = isLong ? `${lines.length}`.length : 0;
    const shown: string[] = [];
    let start = 0;
    for (const [index, line] of lines.entries()) {
      const length = [...line].length;
      shown.push(`${isLong ? `${`${index + 1}`.padStart(width)}: ` : "    "}${line}`);
      const here = this.spans.filter((span) => span.start >= start && span.start <= start + length);
      if (here.length > 0) shown.push(" ".repeat(isLong ? width + 2 : 4) + marks(here, start));
      start += length + 1;
    }
    const text = isLong ? [RULE, ...shown, RULE] : shown;
    const advice = /^(?:look-around|backreferences)/.test(this.message) ? ADVICE : "";
    return `regex parse error:\n${text.join("\n")}\nerror: ${this.message}${advice}\n`;
  }
}

function marks(spans: readonly Span[], lineStart: number): string {
  let text = "";
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    text = text.padEnd(span.start - lineStart);
    text += "^".repeat(Math.max(1, span.end - span.start));
  }
  return text;
}
