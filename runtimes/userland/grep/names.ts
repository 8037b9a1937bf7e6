import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";

export interface NameRule {
  readonly pattern: Pattern;
  readonly isInclude: boolean;
}

export function nameRule(text: string, isInclude: boolean): NameRule {
  return { pattern: compilePattern(text, { extglob: false, ignoreCase: false }), isInclude };
}

/**
 * Whether a file or directory is left out: the last rule that fits its name says so; if none does, a first rule that includes
 * leaves out all others.
 * @param isOperand whether what follows a slash in it may fit as well
 */
export function isLeftOut(name: string, rules: readonly NameRule[], isOperand: boolean): boolean {
  const rule = rules.findLast(({ pattern }) => fits(pattern, name, isOperand));
  return rule ? !rule.isInclude : rules[0]?.isInclude === true;
}

function fits(pattern: Pattern, name: string, isOperand: boolean): boolean {
  if (pattern.matches(name)) return true;
  if (!isOperand) return false;
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1))
    if (name[at + 1] !== "/" && pattern.matches(name.slice(at + 1))) return true;
  return false;
}
