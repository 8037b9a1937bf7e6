import type { Address } from "./addressed-lines.ts";
import type { Action } from "./command.ts";
import { escapeAt } from "./escapes.ts";
import type { PatternFlags } from "./expression-parser.ts";
import type { OutputFile } from "./output-file.ts";
import type { ReplacementPart } from "./replacement.ts";

const CONTROLS: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** A text in one line, as `--debug` shows the pattern space. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\\]/gu, (one) => CONTROLS[one] ?? `\\o${one.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** A regular expression as it is written between slashes. */
export function shownPattern(source: string): string {
  let text = "";
  for (let at = 0; at < source.length; at++) {
    const special = source.charAt(at) === "\\" ? escapeAt(source, at + 1) : undefined;
    text += special ? special.character : source.charAt(at);
    if (special) at += special.length;
  }
  return visible(text).replaceAll("/", "\\/");
}

/** The addresses of a command, with a blank behind them. */
export function shownAddresses(first: Address | undefined, second: Address | undefined, isNegated: boolean): string {
  const shown = [first, second].flatMap((address) => (address ? [shownAddress(address)] : [])).join(",");
  return `${shown}${isNegated ? "!" : ""} `;
}

function shownAddress(address: Address): string {
  switch (address.kind) {
    case "line":
      return `${address.line}`;
    case "step":
      return `${address.first}~${address.step}`;
    case "last":
      return "$";
    case "more":
      return `+${address.count}`;
    case "multiple":
      return `~${address.of}`;
    case "regex":
      return `/${shownPattern(address.source)}/${shownFlags(address.flags).toUpperCase()}`;
  }
}

function shownFlags({ ignoreCase, isMultiline }: PatternFlags): string {
  return `${ignoreCase ? "i" : ""}${isMultiline ? "m" : ""}`;
}

/** A command without its addresses. */
export function shownAction(action: Action): string {
  switch (action.kind) {
    case "plain":
      return action.name;
    case "note":
      return action.text;
    case "text":
      return `${action.name}\\${action.text}`;
    case "block":
      return "{";
    case "jump":
      return action.name + (action.label === "" ? "" : ` ${action.label}`);
    case "quit":
      return `${action.prints ? "q" : "Q"}${action.status === 0 ? "" : ` ${action.status}`}`;
    case "list":
      return `l${action.columns === undefined ? "" : ` ${action.columns}`}`;
    case "read":
      return `${action.isOneLine ? "R" : "r"} ${action.file}`;
    case "run":
      return `e${action.command === undefined ? "" : ` ${action.command}\n`}`;
    case "write":
      return `${action.isFirstLine ? "W" : "w"}${fileName(action.output)}`;
    case "translate":
      return `y/${[...action.characters.keys()].join("")}/${[...action.characters.values()].join("")}/`;
    case "substitute": {
      const { source, flags, replacement, isGlobal, runs, prints, first, output } = action;
      const letters = `${shownFlags(flags)}${isGlobal ? "g" : ""}${runs ? "e" : ""}${prints ? "p" : ""}`;
      const rest = `${first > 1 ? first : ""}${output ? `w${fileName(output)}` : ""}`;
      return `s/${shownPattern(source)}/${replacement.parts.map(shownPart).join("")}/${letters}${rest}`;
    }
  }
}

function fileName({ name }: OutputFile): string {
  return name === "stdout" || name === "stderr" ? `/dev/${name}` : name;
}

function shownPart(part: ReplacementPart): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "group") return part.number === 0 ? "&" : `\\${part.number}`;
  const letter = part.letters === "upper" ? "U" : part.letters === "lower" ? "L" : "E";
  return `\\${part.kind === "case" ? letter : letter.toLowerCase()}`;
}
