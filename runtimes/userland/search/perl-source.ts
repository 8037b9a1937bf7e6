import { codeSource } from "../../regex/bracket.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { bracketClass, escapedClass, type Flavour, NO_CHARACTERS } from "./perl-class.ts";

interface PerlOptions {
  readonly flavour: Flavour;
  /** No character matches a newline. */
  readonly keepsToLines: boolean;
  /** A carriage return may stand before the end of a line. */
  readonly allowsCarriageReturn?: boolean;
  /** The dot matches a newline, unless a pattern says something else. */
  readonly dotAll?: boolean;
}

/** An expression of Perl's as a `RegExp` with the flags `v` and `m` has it. */
interface PerlSource {
  readonly source: string;
  /** Groups that what is kept by `\K` is in. */
  readonly kept: readonly string[];
  /** What its groups are called that have names. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether a match may have a newline in it. */
  readonly mayHaveNewline: boolean;
}

const MAX_DEPTH = 250;
const WORD_ASCII = "[0-9A-Za-z_]";
const WORD_UNICODE = "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]";

/** @throws RegexSyntaxError for what is none, or can't be said */
export function perlSource(text: string, options: PerlOptions): PerlSource {
  const translation = new Translation(text, options);
  const source = translation.whole();
  return { source, kept: translation.kept, names: translation.names, mayHaveNewline: translation.mayHaveNewline };
}

interface Modes {
  readonly dotAll: boolean;
  readonly extended: boolean;
}

class Translation {
  readonly #text: string;
  readonly #options: PerlOptions;
  readonly #word: string;
  readonly kept: string[] = [];
  readonly names = new Map<string, string>();
  mayHaveNewline = false;
  readonly #groupCount: number;
  #groups = 0;
  #atoms = 0;
  #depth = 0;
  #at = 0;

  constructor(text: string, options: PerlOptions) {
    this.#text = text;
    this.#options = options;
    this.#word = options.flavour === "rust" ? WORD_UNICODE : WORD_ASCII;
    this.#groupCount = [
      ...text.replace(/\\.|\[\^?\]?[^\]]*\]/gs, "").matchAll(/\((?!\?)|\(\?P?<(?![=!])|\(\?'/g),
    ].length;
  }

  whole(): string {
    const source = this.#alternatives({ dotAll: this.#options.dotAll === true, extended: false });
    if (this.#at < this.#text.length) throw new RegexSyntaxError("unmatched closing parenthesis");
    return source;
  }

  #alternatives(initial: Modes): string {
    if (++this.#depth > MAX_DEPTH) throw new RegexSyntaxError("parentheses are too deeply nested");
    let modes = initial;
    let source = "";
    let closing = "";
    let atom = "";
    const text = this.#text;
    while (this.#at < text.length && text[this.#at] !== ")") {
      if (text[this.#at] === "|") {
        source += `${atom}${closing}|`;
        [atom, closing] = ["", ""];
        this.#at++;
        continue;
      }
      if (modes.extended && this.#skipsBlank()) continue;
      if (text.startsWith("(?#", this.#at)) {
        const end = text.indexOf(")", this.#at);
        if (end < 0) throw new RegexSyntaxError("missing ) after (?# comment");
        this.#at = end + 1;
        continue;
      }
      const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/.exec(text.slice(this.#at, this.#at + 20));
      if (flags) {
        this.#at += flags[0].length;
        modes = this.#modes(modes, flags[1] ?? "", flags[2] ?? "");
        const opened = flagGroup(flags[1] ?? "", flags[2] ?? "");
        source += atom + opened;
        atom = "";
        closing += opened === "" ? "" : ")";
        continue;
      }
      if (text.startsWith("\\K", this.#at) && this.#options.flavour === "perl") {
        this.#at += 2;
        const name = `kept${this.kept.length}`;
        this.kept.push(name);
        source += `${atom}(?<${name}>`;
        atom = "";
        closing += ")";
        continue;
      }
      source += atom;
      atom = this.#repeated(this.#atom(modes));
    }
    this.#depth--;
    return source + atom + closing;
  }

  #skipsBlank(): boolean {
    const blank = /^(?:\s+|#[^\n]*)/.exec(this.#text.slice(this.#at));
    if (blank) this.#at += blank[0].length;
    return blank !== null;
  }

  #modes(modes: Modes, on: string, off: string): Modes {
    if (/[^imsxnUuJ]/.test(on + off)) throw new RegexSyntaxError("unrecognized character after (? or (?-");
    const is = (letter: string, before: boolean): boolean => on.includes(letter) || (before && !off.includes(letter));
    return { dotAll: is("s", modes.dotAll), extended: is("x", modes.extended) };
  }

  #repeated(atom: string): string {
    const found = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(this.#text.slice(this.#at, this.#at + 24));
    if (!found) return atom;
    const [mark, low, , high] = found;
    if (high && Number(high) < Number(low)) throw new RegexSyntaxError("numbers out of order in {} quantifier");
    if (Number(high || low || 0) > 65535) throw new RegexSyntaxError("number too big in {} quantifier");
    this.#at += mark.length;
    // What asserts something may not be repeated in a RegExp.
    let repeated = `${/^\(\?<?[=!]|^[\^$]|^\\[bB]/.test(atom) ? `(?:${atom})` : atom}${mark}`;
    const next = this.#text[this.#at];
    if (next === "?") repeated += "?";
    if (next === "+" && this.#options.flavour === "perl") repeated = this.#atomic(repeated);
    if (next === "?" || (next === "+" && this.#options.flavour === "perl")) this.#at++;
    // For Rust, what is repeated can be repeated again.
    const isAgain =
      this.#options.flavour === "rust" && /^(?:[*+?]|\{\d)/.test(this.#text.slice(this.#at, this.#at + 2));
    return isAgain ? this.#repeated(`(?:${repeated})`) : repeated;
  }

  /** Nobody goes back into what an assertion has matched. */
  #atomic(source: string): string {
    const name = `atom${this.#atoms++}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  #atom(modes: Modes): string {
    const text = this.#text;
    const character = text[this.#at] ?? "";
    if (character === "(") return this.#group(modes);
    if (character === "[") {
      const found = bracketClass(text, this.#at, this.#options.flavour, this.#options.keepsToLines);
      this.#at = found.end;
      return this.#noted(found.source);
    }
    if (character === "\\") return this.#escape();
    if ("*+?".includes(character) || (character === "{" && /^\{\d+(?:,\d*)?\}/.test(text.slice(this.#at))))
      throw new RegexSyntaxError("quantifier does not follow a repeatable item");
    const code = text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    if (character === ".") return this.#dot(modes);
    // A RegExp would take other characters for ends of lines, too.
    if (character === "^") return "(?<![^\\n])";
    if (character === "$") return this.#options.allowsCarriageReturn ? "(?=\\r?(?![^\\n]))" : "(?![^\\n])";
    return this.#noted(codeSource(code));
  }

  #dot({ dotAll }: Modes): string {
    // For Rust, a byte that is no character is matched by nothing.
    const others = this.#options.flavour === "rust" ? NO_CHARACTERS : "";
    if (!dotAll || this.#options.keepsToLines) return `[^\\n${others}]`;
    return this.#noted(`[^${others}]`);
  }

  /** Looks whether a set of characters has the newline. */
  #noted(set: string): string {
    if (!this.#options.keepsToLines && !this.mayHaveNewline) this.mayHaveNewline = new RegExp(set, "v").test("\n");
    return set;
  }

  #group(modes: Modes): string {
    const text = this.#text;
    const open = /^\((?:\?(?:<[=!]|[=!:>|]|P?<(\w*)>|'(\w*)'|([a-zA-Z]*)(?:-([a-zA-Z]+))?:))?/.exec(
      text.slice(this.#at),
    );
    const [whole = "(", angled, ticked, on = "", off = ""] = open ?? [];
    if (whole === "(" && text[this.#at + 1] === "?") this.#refuseGroup();
    this.#at += whole.length;
    const name = angled ?? ticked;
    const isNumbered = whole === "(" || name !== undefined;
    const number = isNumbered ? ++this.#groups : 0;
    if (name !== undefined) this.names.set(name, `g${number}`);
    const isFlagged = on !== "" || off !== "";
    const inner = this.#alternatives(isFlagged ? this.#modes(modes, on, off) : modes);
    if (text[this.#at] !== ")") throw new RegexSyntaxError("missing closing parenthesis");
    this.#at++;
    if (isNumbered) return `(?<g${number}>${inner})`;
    if (whole === "(?>") return this.#atomic(inner);
    if (isFlagged || whole === "(?|") return `${flagGroup(on, off) || "(?:"}${inner})`;
    return `${whole}${inner})`;
  }

  #refuseGroup(): never {
    const rest = this.#text.slice(this.#at + 2);
    if (/^P?<|^'/.test(rest)) throw new RegexSyntaxError("syntax error in subpattern name (missing terminator?)");
    if (/^(?:R|\d|[-+]\d|&|P>|\()/.test(rest))
      throw new RegexSyntaxError("recursion and conditions are not supported here");
    throw new RegexSyntaxError("unrecognized character after (? or (?-");
  }

  #escape(): string {
    const text = this.#text;
    const at = this.#at + 1;
    if (at >= text.length) throw new RegexSyntaxError("\\ at end of pattern");
    const letter = text.charAt(at);
    if (letter === "Q") {
      const end = text.indexOf("\\E", at);
      const quoted = text.slice(at + 1, end < 0 ? text.length : end);
      this.#at = end < 0 ? text.length : end + 2;
      return quoted === "" ? "" : [...quoted].map((one) => codeSource(one.codePointAt(0) ?? 0)).join("");
    }
    this.#at = at + 1;
    const place = this.#place(letter);
    if (place !== undefined) return place;
    const back = /^(?:([1-9]\d?)|g\{?(-?\d+)\}?|k[{<'](\w+)[}>'])/.exec(text.slice(at, at + 80));
    if (back) {
      this.#at = at + back[0].length;
      return this.#back(back[1] ?? back[2], back[3]);
    }
    const found = escapedClass(text, at, this.#options.flavour);
    if (!found) throw new RegexSyntaxError("unrecognized character follows \\");
    this.#at = found.end;
    if (found.code !== undefined || !this.#options.keepsToLines) return this.#noted(found.source);
    return `[[${found.source}]--\\n]`;
  }

  #place(letter: string): string | undefined {
    const word = this.#word;
    switch (letter) {
      case "b":
        return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
      case "B":
        return `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
      case "<":
        return this.#options.flavour === "rust" ? `(?<!${word})(?=${word})` : undefined;
      case ">":
        return this.#options.flavour === "rust" ? `(?<=${word})(?!${word})` : undefined;
      case "A":
      case "G":
        return "(?<![^\\n])";
      case "z":
      case "Z":
        return "(?![^\\n])";
      case "N":
        return "[^\\n]";
      case "E":
        return "";
      default:
        return undefined;
    }
  }

  #back(given: string | undefined, name: string | undefined): string {
    if (this.#options.flavour === "rust") throw new RegexSyntaxError("backreferences are not supported");
    if (name !== undefined) {
      const group = this.names.get(name);
      if (group === undefined) throw new RegexSyntaxError("reference to non-existent subpattern");
      return `\\k<${group}>`;
    }
    const number = given?.startsWith("-") ? this.#groups + 1 + Number(given) : Number(given);
    if (number < 1 || number > this.#groupCount) throw new RegexSyntaxError("reference to non-existent subpattern");
    return `\\k<g${number}>`;
  }
}

/** `(?i:`, which a RegExp has as well; the other letters are done here. */
function flagGroup(on: string, off: string): string {
  if (on.includes("i")) return "(?i:";
  return off.includes("i") ? "(?-i:" : "";
}
