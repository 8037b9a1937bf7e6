/** A word of a paragraph, and what is known of it. */
export interface Word {
  text: Uint8Array;
  /** How many spaces follow, if it doesn't end a line. */
  space: number;
  /** Whether it begins with an opening bracket or quotation mark. */
  opens: boolean;
  /** Whether it ends with a punctuation mark, and with one that may end a sentence, perhaps before closing brackets. */
  hasPunctuation: boolean;
  hasPeriod: boolean;
  /** Whether it ends a sentence. */
  isFinal: boolean;
}

/** Where lines of a paragraph that begins at some word end best. */
interface Break {
  /** The word that begins the next line. */
  next: number;
  lineLength: number;
  cost: number;
}

export interface LineWidths {
  readonly goal: number;
  readonly max: number;
  readonly firstIndent: number;
  readonly otherIndent: number;
  /** How long the line before is that ends in the same paragraph; 0 if there is none. */
  readonly previousLength: number;
}

/** What a line costs, what spoils it and what is good about it. Costs are squares of distances. */
const LINE = 70 ** 2;
const BREAK_IN_SENTENCE = 600 ** 2;
const AFTER_SENTENCE = 50 ** 2;
const AFTER_PUNCTUATION = 40 ** 2;
const BEFORE_BRACKET = 40 ** 2;
const WIDOW = 200 ** 2;
const ORPHAN = 150 ** 2;
const LINE_CREDIT = 3 ** 2;

const shortness = (columns: number): number => (columns * 10) ** 2;
const raggedness = (columns: number): number => shortness(columns) / 2;

/** Finds for all words where the lines that begin with them end so that the paragraph costs least. */
export function findBreaks(words: readonly Word[], widths: LineWidths): readonly Break[] {
  const { goal, max, firstIndent, otherIndent, previousLength } = widths;
  const end = words.length;
  const breaks: Break[] = new Array(end);
  for (let start = end - 1; start >= 0; start--) {
    const best: Break = { next: end, lineLength: 0, cost: Number.POSITIVE_INFINITY };
    let length = (start === 0 ? firstIndent : otherIndent) + lengthAt(words, start);
    for (let next = start + 1; ; next++) {
      const following = breaks[next];
      let cost = 0;
      if (following) {
        cost = shortness(goal - length) + following.cost;
        if (following.next !== end) cost += raggedness(length - following.lineLength);
      }
      if (start === 0 && previousLength > 0) cost += raggedness(length - previousLength);
      if (cost < best.cost) {
        best.cost = cost;
        best.next = next;
        best.lineLength = length;
      }
      if (next === end) break;
      length += (words[next - 1]?.space ?? 0) + lengthAt(words, next);
      if (length >= max) break;
    }
    best.cost += costOfBeginning(words, start);
    breaks[start] = best;
  }
  return breaks;
}

function lengthAt(words: readonly Word[], at: number): number {
  return words[at]?.text.length ?? 0;
}

/** What it costs to begin a line with a word. */
function costOfBeginning(words: readonly Word[], at: number): number {
  const [word, before, beforeThat] = [words[at], words[at - 1], words[at - 2]];
  let cost = LINE;
  if (before?.hasPeriod) cost += before.isFinal ? -AFTER_SENTENCE : BREAK_IN_SENTENCE;
  else if (before?.hasPunctuation) cost -= AFTER_PUNCTUATION;
  else if (before && beforeThat?.isFinal) cost += Math.floor(WIDOW / (before.text.length + 2));
  if (word?.opens) cost -= BEFORE_BRACKET;
  else if (word?.isFinal) cost += Math.floor(ORPHAN / (word.text.length + 2));
  return cost;
}

/** The word before which a paragraph that grows too large is best divided. */
export function bestDivision(breaks: readonly Break[]): number {
  let [division, least] = [breaks.length, Number.POSITIVE_INFINITY];
  for (let at = breaks[0]?.next ?? breaks.length; at < breaks.length; ) {
    const { next, cost } = breaks[at] ?? { next: breaks.length, cost: 0 };
    const gain = cost - (breaks[next]?.cost ?? 0);
    if (gain < least) {
      division = at;
      least = gain;
    }
    least += LINE_CREDIT;
    at = next;
  }
  return division;
}
