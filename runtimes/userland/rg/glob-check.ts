import { Failure } from "../program/failure.ts";
import { type IgnoreRule, ignoreRule } from "../search/ignore-rules.ts";

/** A rule of an option. @throws Failure */
export function globRule(glob: string, ignoresCase: boolean): IgnoreRule {
  const isNegated = glob.startsWith("!");
  const text = isNegated ? glob.slice(1) : glob;
  const problem = problemOf(text);
  if (problem !== undefined) throw new Failure(`error parsing glob '${text}': ${problem}`);
  const rule = ignoreRule(text, ignoresCase);
  if (!rule) throw new Failure(`error parsing glob '${text}': invalid pattern`);
  return { ...rule, isNegated };
}

function problemOf(glob: string): string | undefined {
  let isInGroup = false;
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (character === "\\") {
      if (++at >= glob.length) return "dangling '\\'";
    } else if (character === "[") {
      const set = /^\[[!^]?(\]?[^\]]*)\]/.exec(glob.slice(at));
      if (!set) return "unclosed character class; missing ']'";
      const range = [...(set[1] ?? "").matchAll(/(.)-(.)/gsu)].find(([, low = "", high = ""]) => low > high);
      if (range) return `invalid range; '${range[1]}' > '${range[2]}'`;
      at += set[0].length - 1;
    } else if (character === "{") {
      if (isInGroup) return "nested alternate groups are not allowed";
      isInGroup = true;
    } else if (character === "}") isInGroup = false;
  }
  return isInGroup ? "unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)" : undefined;
}
