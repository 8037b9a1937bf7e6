import { RegexSyntaxError } from "../../regex/tree.ts";
import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { type PerlPattern, type PerlPatternOptions, perlPattern } from "../search/perl-pattern.ts";
import type { RgCall } from "./options.ts";
import { checkPattern } from "./pattern-check.ts";
import { PatternFault } from "./pattern-fault.ts";
import type { RgSettings } from "./settings.ts";

const NEWLINE_REFUSED = `the literal '"\\n"' is not allowed in a regex

Consider enabling multiline mode with the --multiline flag (or -U for short).
When multiline mode is enabled, new line characters can be matched.`;

/** @throws Failure, UsageError */
export function compiled({ options }: RgCall, patterns: readonly string[], settings: RgSettings): PerlPattern {
  const engine = engineOf(options.value("engine"));
  const isPerl = options.last("pcre2", "no-pcre2") === "pcre2" || engine === "pcre2";
  const mayBePerl =
    engine === "auto" || options.last("auto-hybrid-regex", "no-auto-hybrid-regex") === "auto-hybrid-regex";
  const isFixed = options.last("fixed-strings", "no-fixed-strings") === "fixed-strings";
  const texts = isFixed ? patterns.map(quoted) : patterns;
  const text = texts.join("|");
  const letterCase = options.last("ignore-case", "case-sensitive", "smart-case");
  const isSmall = letterCase === "smart-case" && !/\p{Lu}/u.test(text.replace(/\\./g, ""));
  const whole = options.last("word-regexp", "line-regexp");
  const form: PerlPatternOptions = {
    ignoreCase: letterCase === "ignore-case" || isSmall,
    whole: whole === "word-regexp" ? "word" : whole && "line",
    keepsToLines: !settings.isMultiline && settings.lineEnd === 10,
    allowsCarriageReturn: settings.allowsCarriageReturn,
    dotAll: settings.isMultiline && options.last("multiline-dotall", "no-multiline-dotall") === "multiline-dotall",
  };
  if (isPerl) return perlOf(text, form);
  try {
    return rustOf(text, form, settings);
  } catch (error) {
    if (!mayBePerl || !(error instanceof Failure)) throw error;
    return perlOf(text, form);
  }
}

/** @throws UsageError */
function engineOf(engine: string | undefined): string | undefined {
  if (engine === undefined || ["auto", "default", "pcre2"].includes(engine)) return engine;
  throw new UsageError(
    `'${engine}' isn't a valid value for '--engine <ENGINE>'\n\t[possible values: auto, default, pcre2]\n`,
  );
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$#&~-]/g, "\\$&");
}

/** @throws Failure */
function rustOf(text: string, form: PerlPatternOptions, settings: RgSettings): PerlPattern {
  const checked = form.whole === "line" ? `^(?:${text})$` : text;
  try {
    const { hasNewline } = checkPattern(checked);
    if (hasNewline && form.keepsToLines) throw new Failure(NEWLINE_REFUSED);
    if (settings.lineEnd === 0 && text.includes("\0"))
      throw new Failure(`the literal '"\\0"' is not allowed in a regex`);
  } catch (error) {
    if (error instanceof PatternFault) throw new Failure(error.shownIn(checked).trimEnd());
    throw error;
  }
  const pattern = perlPattern(text, form, "rust");
  if (!(pattern instanceof RegexSyntaxError)) return pattern;
  throw new Failure(`regex parse error:\n    ${text}\nerror: ${pattern.message}`);
}

/** @throws Failure */
function perlOf(text: string, form: PerlPatternOptions): PerlPattern {
  const pattern = perlPattern(text, form);
  if (!(pattern instanceof RegexSyntaxError)) return pattern;
  throw new Failure(`PCRE2: error compiling pattern at offset ${offsetOf(pattern.message, text)}: ${pattern.message}`);
}

/** Where the pattern is wrong: most messages say that something is missing at its end. */
function offsetOf(message: string, text: string): number {
  if (message.startsWith("quantifier")) return Math.max(0, text.search(/(?:^|[(|])[*+?]/));
  if (message.startsWith("unmatched")) return Math.max(0, text.indexOf(")"));
  return text.length;
}
