/** One pattern of a `.gitignore`. */
export interface IgnoreRule {
  readonly regex: RegExp;
  readonly isNegated: boolean;
  readonly isForDirectories: boolean;
}

/** The patterns of a file, one a line. */
export function ignoreRules(text: string, ignoresCase = false): IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.replace(/(?<!\\)[ \t]+$/, "");
    if (trimmed === "" || trimmed.startsWith("#")) return [];
    const isNegated = trimmed.startsWith("!");
    const rule = ignoreRule(isNegated ? trimmed.slice(1) : trimmed, ignoresCase);
    return rule ? [{ ...rule, isNegated }] : [];
  });
}

/** A pattern of git's: with a slash it is for paths, without for names in any folder. */
export function ignoreRule(glob: string, ignoresCase = false): Omit<IgnoreRule, "isNegated"> | undefined {
  const isForDirectories = glob.endsWith("/");
  const path = glob.replace(/\/$/, "");
  const isAnchored = path.includes("/");
  const source = globSource(path.replace(/^\//, ""));
  try {
    return {
      regex: new RegExp(`^${isAnchored ? "" : "(?:.*/)?"}${source}$`, ignoresCase ? "sui" : "su"),
      isForDirectories,
    };
  } catch {
    return undefined;
  }
}

/** Whether the last rule that fits says that a path is left out; nothing if none fits. */
export function ignoredBy(rules: readonly IgnoreRule[], path: string, isDirectory: boolean): boolean | undefined {
  const rule = rules.findLast((one) => (isDirectory || !one.isForDirectories) && one.regex.test(path));
  return rule && !rule.isNegated;
}

function globSource(glob: string): string {
  let source = "";
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const rest = glob.slice(at);
    const character = glob.charAt(at);
    if (rest.startsWith("**/")) {
      source += "(?:.*/)?";
      at += 2;
    } else if (rest.startsWith("**")) {
      source += ".*";
      at++;
    } else if (character === "*") source += "[^\\/]*";
    else if (character === "?") source += "[^\\/]";
    else if (character === "{") {
      source += "(?:";
      depth++;
    } else if (character === "}" && depth > 0) {
      source += ")";
      depth--;
    } else if (character === "," && depth > 0) source += "|";
    else if (character === "[") {
      const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest);
      if (!set) {
        source += "\\[";
        continue;
      }
      source += `[${set[1] ? "^" : ""}${(set[2] ?? "").replace(/[\\[\]^]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (character === "\\" && at + 1 < glob.length) source += quoted(glob.charAt(++at));
    else source += quoted(character);
  }
  return source;
}

function quoted(character: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(character) ? `\\${character}` : character;
}
