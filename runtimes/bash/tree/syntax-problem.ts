import { conditionMessages } from "./condition-messages.ts";
import type { SourceText } from "./source-text.ts";

/** What bash says of a text it can't parse: one message or two, each of which gets the prefix and the line. */
export interface SyntaxProblem {
  readonly line: number;
  readonly messages: readonly string[];
  /** Within `[[ … ]]`: bash -c then ends with the status of the command before. */
  readonly isCondition?: boolean;
  /** Within the parentheses of an array: bash forgets the line and goes on here, behind it. */
  readonly resumesAt?: number;
}

const CLOSERS: readonly { readonly part: string; readonly closer: string }[] = [
  { part: "single quote", closer: "'" },
  { part: "ANSI", closer: "'" },
  { part: "double quote", closer: '"' },
  { part: "locale", closer: '"' },
  { part: "parameter expansion", closer: "}" },
  { part: "command substitution", closer: ")" },
  { part: "process substitution", closer: ")" },
  { part: "arithmetic", closer: ")" },
  { part: "backtick", closer: "`" },
  { part: "array", closer: ")" },
  { part: "extended glob", closer: ")" },
];

const OPERATORS = [
  ";;&",
  "&>>",
  "<<-",
  "<<<",
  ";;",
  ";&",
  "&&",
  "||",
  "|&",
  "&>",
  ">>",
  ">&",
  ">|",
  "<<",
  "<&",
  "<>",
  "&",
  "|",
  ";",
  "(",
  ")",
  "<",
  ">",
];

/** Turns an error of the parser into bash's words for it. */
export function describeSyntaxError(source: SourceText, message: string, position: number): SyntaxProblem {
  if (message.startsWith("unterminated")) return unterminated(source, message, position);
  const condition = conditionProblem(source, message, position);
  if (condition) return condition;
  if (message.startsWith("unexpected argument")) {
    return {
      line: source.lineAt(position),
      messages: [`${message.replace(" to conditional ", " to conditional binary ")}`],
    };
  }
  if (message === "expected operand after unary test operator") {
    return { line: source.lineAt(position), messages: ["unexpected argument `]]' to conditional unary operator"] };
  }
  const token = tokenAt(source.text, positionOfToken(source.text, message, position));
  if (token.text === undefined && (message === "expected redirect target" || message.endsWith("'coproc'"))) {
    return unexpected(source, "newline", Math.max(0, source.text.length - 1));
  }
  if (token.text === undefined) {
    const ending = source.text.endsWith("\n") ? 0 : 1;
    return { line: source.lastLine + ending, messages: ["syntax error: unexpected end of file"] };
  }
  const problem = unexpected(source, token.text, token.position);
  if (!message.endsWith(" in array assignment")) return problem;
  const lineEnd = source.text.indexOf("\n", token.position);
  return { ...problem, resumesAt: lineEnd < 0 ? source.text.length : lineEnd + 1 };
}

function unexpected(source: SourceText, token: string, position: number): SyntaxProblem {
  return {
    line: source.lineAt(position),
    messages: [`syntax error near unexpected token \`${token}'`, `\`${source.lineTextAt(position)}'`],
  };
}

/** The parser tells where a command began that has nothing in it, and where it noticed that a keyword is missing. */
function positionOfToken(text: string, message: string, position: number): number {
  if (message === "expected command in subshell" || message === "expected command in brace group") {
    // Newlines and comments may stand before the first command.
    const between = /^(?:[ \t\n]|\\\n|#[^\n]*)*/.exec(text.slice(position + 1))?.[0] ?? "";
    return position + 1 + between.length;
  }
  // A word stands where `in` or `do` should: the parser has passed it.
  const passed =
    message === "expected 'in' after 'case' word" || /for[ \t]+\S+[ \t]+[^\s;]+$/.test(text.slice(0, position));
  if (passed && message !== "expected 'then'") return Math.max(0, text.slice(0, position).search(/[^ \t\n;]+[ \t]*$/));
  if (message === "expected 'then'" || message === "expected 'do'") {
    const before = /(?:fi|done|esac|else|elif|then|do)\s*$/.exec(text.slice(Math.max(0, position - 20), position));
    if (before) return Math.max(0, position - 20) + before.index;
  }
  return position;
}

function unterminated(source: SourceText, message: string, position: number): SyntaxProblem {
  let closer = CLOSERS.find((each) => message.includes(each.part))?.closer ?? "'";
  const opener = source.text[position];
  if (opener === "`") closer = "`";
  const isArithmetic = source.text.startsWith("((", opener === "$" ? position + 1 : position);
  return {
    line:
      closer === ")" && !message.includes("glob") && !isArithmetic
        ? source.lastLine + (source.text.endsWith("\n") ? 0 : 1)
        : source.lineAt(position),
    messages: [`unexpected EOF while looking for matching \`${closer}'`],
  };
}

/** The token that stands at a position, or behind the blanks there. No text at the end of the source. */
function tokenAt(text: string, position: number): { readonly text: string | undefined; readonly position: number } {
  let at = position;
  for (;;) {
    const unit = text[at];
    if (unit === " " || unit === "\t") at++;
    else if (unit === "\\" && text[at + 1] === "\n") at += 2;
    else if (unit === "#" && (at === 0 || " \t\n;&|(".includes(text[at - 1] ?? ""))) {
      while (at < text.length && text[at] !== "\n") at++;
    } else break;
  }
  if (at >= text.length) return { text: undefined, position: at };
  if (text[at] === "\n") {
    // A newline at the very end is no token of its own: what is missing is missing at the end of the file.
    return { text: text.slice(at).trim() === "" && at > position ? undefined : "newline", position: at };
  }
  const operator = OPERATORS.find((each) => text.startsWith(each, at));
  if (operator) return { text: operator, position: at };
  let end = at;
  while (end < text.length && !" \t\n;&|()<>".includes(text[end] ?? "")) end++;
  return { text: text.slice(at, end), position: at };
}

/** Bash says nothing of a `]]` that stands where an operand should. The parser has taken it for one. */
function endsWithoutOperand(before: string): boolean {
  return /(?:^|[\s;&|(])\[\[\s(?:[^\n]*\s(?:&&|\|\||!))?\s*\]\][\s;]*$/.test(before);
}

/** What bash says of a `[[ … ]]` that makes no sense. */
function conditionProblem(source: SourceText, message: string, position: number): SyntaxProblem | undefined {
  const before = source.text.slice(0, position);
  if (endsWithoutOperand(before)) return { line: source.lineAt(position), messages: [], isCondition: true };
  const isInside = before.lastIndexOf("[[ ") > Math.max(before.lastIndexOf("\n"), before.lastIndexOf("]]"));
  const isOne =
    (message.startsWith("unexpected token") && isInside) ||
    message === "expected ']]' to close '[['" ||
    message.includes("conditional operator") ||
    message.includes("test operator") ||
    message.includes("test group");
  if (!isOne) return undefined;
  const start = source.text.lastIndexOf("[[", position);
  if (source.text.slice(position).trim() === "" && !source.text.slice(start).includes("]]")) {
    return { line: source.lineAt(start), messages: ["unexpected EOF while looking for `]]'"] };
  }
  const messages = conditionMessages(source.text, Math.max(0, start) + 2);
  return messages && { line: source.lineAt(Math.max(0, start)), messages, isCondition: true };
}
