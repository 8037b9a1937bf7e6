import type { Regexes } from "./regexes.ts";

/** From where to where the end of a record is. */
export interface RecordEnd {
  readonly start: number;
  readonly end: number;
}

/** How `RS` says that records end. */
export interface RecordSeparator {
  /** Where the record that begins there ends; nothing if that can't be told yet. */
  find(text: string, from: number, isWhole: boolean): RecordEnd | undefined;
  /** Empty lines before a record are none of it. */
  readonly skipsNewlines: boolean;
}

export function recordSeparatorOf(separator: string, regexes: Regexes): RecordSeparator {
  if (separator === "") return PARAGRAPHS;
  if (separator.length === 1 && !(regexes.ignoreCase && /[a-z]/i.test(separator))) return atCharacter(separator);
  return atRegex(separator, regexes);
}

function atCharacter(separator: string): RecordSeparator {
  return {
    skipsNewlines: false,
    find: (text, from) => {
      const start = text.indexOf(separator, from);
      return start < 0 ? undefined : { start, end: start + 1 };
    },
  };
}

const PARAGRAPHS: RecordSeparator = {
  skipsNewlines: true,
  find: (text, from, isWhole) => {
    const start = text.indexOf("\n\n", from);
    if (start < 0) {
      const isEnded = isWhole && text.endsWith("\n") && text.length > from;
      return isEnded ? { start: text.length - 1, end: text.length } : undefined;
    }
    let end = start + 2;
    while (text[end] === "\n") end++;
    return end === text.length && !isWhole ? undefined : { start, end };
  },
};

function atRegex(separator: string, regexes: Regexes): RecordSeparator {
  const regex = regexes.of(separator);
  return {
    skipsNewlines: false,
    find: (text, from, isWhole) => {
      for (let at = from; at <= text.length; ) {
        const span = regex.find(text, at)?.[0];
        if (!span) return undefined;
        const [start, end] = span;
        // What comes may belong to it as well.
        if (end === text.length && !isWhole) return undefined;
        if (end > start) return { start, end };
        at = start + 1;
      }
      return undefined;
    },
  };
}
