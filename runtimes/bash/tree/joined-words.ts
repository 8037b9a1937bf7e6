import {
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
  type Word,
  type WordPart,
} from "unbash";

type Item = Assignment | Redirection | Word;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Parses a text, with words as bash has them. */
export function parseWords(text: string): ParsedScript {
  return withJoinedWords(parse(text), text);
}

/**
 * To the parser `<(…)` and `>(…)` are words of their own; to bash they are parts of the word around them, as in
 * `--from=<(…)`. What stands without a blank between is joined here, in the tree itself: positions stay what they are.
 *
 * @param source what positions index
 */
export function withJoinedWords(script: ParsedScript, source: string): ParsedScript {
  if (source.includes("<(") || source.includes(">(")) join(script);
  return script;
}

function join(node: SyntaxNode): void {
  switch (node.type) {
    case "Command":
      joinCommand(node);
      return;
    case "For":
    case "Select": {
      const words = node.wordlist && joinedWords(node.wordlist);
      (node as Writable<typeof node>).wordlist = words;
      join(node.body);
      return;
    }
    case "Word":
    case "Assignment":
    case "Redirect":
    case "HereString":
    case "HereDoc":
    case "TestCommand":
    case "ArithmeticCommand":
      return;
    default:
      forEachChild(node, join);
  }
}

/** An assignment may take what the parser took for the command's name: the name is one of the words behind it then. */
function joinCommand(node: Writable<Command>): void {
  const items: readonly Item[] = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix];
  const joined = joinedItems(items.map((item) => (item.type === "Assignment" ? withJoinedElements(item) : item)));
  if (joined.every((item, at) => item === items[at])) return;
  const prefix: (Assignment | Redirection)[] = [];
  for (const [at, item] of joined.entries()) {
    const first = item.type === "Word" ? (assignmentOf(item) ?? item) : item;
    if (first.type === "Word") {
      node.name = first;
      node.prefix = prefix;
      node.suffix = joined.slice(at + 1);
      return;
    }
    prefix.push(first);
  }
  node.name = undefined;
  node.prefix = prefix;
  node.suffix = [];
}

/** What the parser has as a word, since it stands behind what it took for the name. */
function assignmentOf(word: Word): Assignment | undefined {
  const { type, pos, end, text } = word;
  const [start, name, plus] = /^([A-Za-z_][A-Za-z_0-9]*)(\+?)=/.exec(text) ?? [];
  if (start === undefined || name === undefined) return undefined;
  const [first, ...others] = word.parts ?? [];
  const rest = first && literal(pos + start.length, first.text.slice(start.length));
  const value: Word = {
    type,
    pos: pos + start.length,
    end,
    text: text.slice(start.length),
    value: word.value.slice(start.length),
    parts: rest && [...(rest.text === "" ? [] : [rest]), ...others],
  };
  return { type: "Assignment", pos, end, text, name, append: plus === "+" || undefined, index: undefined, value };
}

function withJoinedElements(node: Assignment): Assignment {
  const { value } = node;
  if (value.type !== "ArrayValue" || !/[<>]\(/.test(node.text)) return node;
  const elements = joinedWords(value.elements);
  if (elements.length === value.elements.length) return node;
  return { ...fieldsOf(node), value: { type: "ArrayValue", pos: value.pos, end: value.end, elements } };
}

function joinedWords(words: readonly Word[]): Word[] {
  return joinedItems(words).filter((item) => item.type === "Word");
}

function joinedItems(items: readonly Item[]): Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const before = joined.at(-1);
    const longer = before?.end === item.pos ? lengthened(before, item) : undefined;
    if (longer) joined[joined.length - 1] = longer;
    else joined.push(item);
  }
  return joined;
}

/** @returns nothing if the second doesn't belong to the first */
function lengthened(before: Item, next: Item): Item | undefined {
  if (next.type !== "Word" && next.type !== "Assignment") return undefined;
  const { end } = next;
  switch (before.type) {
    case "Word":
      return joinedWord(before, next);
    case "Assignment": {
      if (before.value.type !== "Word") return undefined;
      return { ...fieldsOf(before), end, text: before.text + next.text, value: joinedWord(before.value, next) };
    }
    case "Redirect":
    case "HereString": {
      return before.target && { ...before, end, target: joinedWord(before.target, next) };
    }
    case "HereDoc":
      return undefined;
  }
}

function joinedWord(before: Word, next: Word | Assignment): Word {
  return {
    type: "Word",
    pos: before.pos,
    end: next.end,
    text: before.text + next.text,
    value: before.value + (next.type === "Word" ? next.value : next.text),
    parts: [...partsOf(before), ...partsOf(next)],
  };
}

function partsOf(node: Word | Assignment): readonly WordPart[] {
  const { pos, text } = node;
  if (node.type === "Word") return node.parts ?? (text === "" ? [] : [literal(pos, text)]);
  if (node.value.type !== "Word") return [literal(pos, text)];
  return [literal(pos, text.slice(0, node.value.pos - pos)), ...partsOf(node.value)];
}

function literal(pos: number, text: string): WordPart {
  return { type: "Literal", pos, end: pos + text.length, value: text, text };
}

/** An assignment of the parser finds these when it is asked, so that a copy has to ask. */
function fieldsOf({ type, pos, end, text, name, append, index, value }: Assignment): Assignment {
  return { type, pos, end, text, name, append, index, value };
}
